import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoWorld, type DemoWorld } from '../demo/world.ts';
import { checkout, node24 } from '../host/paths.ts';
import { clearFolder } from '../tools/clearFolder.ts';

/** The units of the watchdog, by systemd's own reading, and what they start. */

const units = path.join(checkout, 'media/systemd');
const service = path.join(units, 'codex-master-watchdog.service');
const timer = path.join(units, 'codex-master-watchdog.timer');

let world: DemoWorld;
let home: string;

beforeAll(async () => {
  world = await createDemoWorld({ root: path.join(checkout, '.test-homes', 'systemd') });
  home = path.join(world.root, 'person');
  // As `codex-master-mcp install` leaves it.
  mkdirSync(path.join(home, '.local/bin'), { recursive: true });
  symlinkSync(
    path.join(checkout, 'media/plugin/bin/codex-master-mcp'),
    path.join(home, '.local/bin/codex-master-mcp'),
  );
});

afterAll(async () => {
  await world.dispose();
  await clearFolder(world.root);
});

function hasAnalyzer(): boolean {
  try {
    execFileSync('systemd-analyze', ['--version']);
    return true;
  } catch {
    return false;
  }
}

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  return new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    const child = execFile(program, [...args], { env }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

describe('the units of the watchdog', () => {
  // Only systemd itself knows its keys; a machine without it has nothing to check them with.
  it.skipIf(!hasAnalyzer())('are read by systemd without complaint', async () => {
    const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: world.runtimeDir };
    const args = ['verify', '--user', '--man=no', service, timer];
    expect(await run('systemd-analyze', args, env)).toEqual({ code: 0, out: '', err: '' });
  });

  it('start a look at the whole fleet', async () => {
    const line = /^ExecStart=(.*)$/m.exec(readFileSync(service, 'utf8'))?.[1] ?? '';
    const [program = '', ...args] = line.replaceAll('%h', home).split(' ');
    const env = {
      ...world.env,
      HOME: home,
      CODEX_MASTER_MCP_INSTANCE_ID: 'codex-master-watchdog',
      CODEX_MASTER_NODE: node24,
    };
    const { code, out, err } = await run(program, args, env);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^AGENTIN [^]*\na +skipped_not_running +- +none +She is not running\.\nb /);
  });
});
