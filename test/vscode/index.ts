/** Runs inside the extension host: VS Code calls `run` and takes its rejection for failed tests. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** Runs every `*.test.cjs` beside this module, and writes the counts to the file that the environment names. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 180_000, forbidOnly: true });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, name));
  }
  const { passed, failed, skipped } = await runAll(mocha);
  const report = { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped };
  const file = process.env['CODEX_MASTER_TEST_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(report));
  if (failed > 0) throw new Error(`${failed} of the tests inside the extension host failed`);
}

interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

async function runAll(mocha: Mocha): Promise<Totals> {
  return new Promise((resolve) => {
    const runner = mocha.run((failed) => {
      const stats = runner.stats;
      resolve({ passed: stats?.passes ?? 0, failed, skipped: stats?.pending ?? 0 });
    });
  });
}
