/**
 * `npm test`: everything, one step after the other, each a child process. Stops at the first failure with its exit code, says
 * which steps did not run, and ends with one line that counts the tests of all suites. Fails, too, when a process is left.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../host/paths.ts';
import { endProcessTree } from '../host/processes.ts';
import { addCounts, describeCounts, noCounts, parseCounts, type Counts } from './counts.ts';
import { leftoversSince, takeInventory } from './leftovers.ts';
import { forgetResults, steps, type Step } from './steps.ts';

/** Ends what hangs. A suite of six minutes takes twice as long on a slow machine. */
const stepLimitMs = 25 * 60_000;

/** The tools of this checkout first: `node` is Node 24 there. */
const env = {
  ...process.env,
  PATH: [path.join(checkout, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter),
};

async function main(): Promise<number> {
  await forgetResults();
  const before = takeInventory();
  let counts = noCounts;
  for (const [index, step] of steps.entries()) {
    console.log(`\n== ${step.name} ==`);
    const startedAt = performance.now();
    const code = await runStep(step);
    const suite = await countsOf(step);
    counts = addCounts(counts, suite ?? noCounts);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const failure = code === 0 ? missingCounts(step, suite) : `failed with exit code ${code}`;
    console.log(`-- ${step.name}: ${failure ?? 'done'} after ${seconds} s`);
    if (failure !== undefined) return stop(code === 0 ? 1 : code, steps.slice(index + 1), counts);
  }
  const left = await leftoversSince(before);
  for (const line of left) console.log(line);
  console.log(`\n${describeCounts(counts)}`);
  return left.length === 0 ? 0 : 1;
}

function stop(code: number, notRun: readonly Step[], counts: Counts): number {
  if (notRun.length > 0) console.log(`\nNot run: ${notRun.map((step) => step.name).join(', ')}`);
  console.log(`\n${describeCounts(counts)}`);
  return code;
}

/** A suite that passes without saying what it ran has not passed. */
function missingCounts(step: Step, suite: Counts | undefined): string | undefined {
  if (step.resultsFile === undefined) return undefined;
  if (suite === undefined) return 'failed: it wrote no results';
  return suite.passed === 0 ? 'failed: it ran no test' : undefined;
}

async function countsOf(step: Step): Promise<Counts | undefined> {
  if (step.resultsFile === undefined || !existsSync(step.resultsFile)) return undefined;
  return parseCounts(await readFile(step.resultsFile, 'utf8'));
}

/** Resolves with the exit code; a step that takes too long is ended with all its processes. */
async function runStep(step: Step): Promise<number> {
  const [program = '', ...args] = step.command;
  const child = spawn(program, args, { cwd: checkout, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const limit = setTimeout(() => {
    console.log(`\n${step.name} took longer than ${stepLimitMs / 60_000} minutes.`);
    void endProcessTree(child.pid ?? 0);
  }, stepLimitMs);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    clearTimeout(limit);
  }
}

process.exitCode = await main();
