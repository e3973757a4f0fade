import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createCodexHost } from '../../src/adapters/codex/host/index.ts';
import { isListening } from '../../src/adapters/codex/host/sockets.ts';
import { localRunner } from '../../src/adapters/run.ts';
import type { AgentSpec } from '../../src/core/config.ts';
import type { CodexHost } from '../../src/core/ports.ts';
import { countingRandom } from '../unit/adapters/store/support.ts';
import { clearFolder } from '../tools/clearFolder.ts';

const checkout = path.resolve(import.meta.dirname, '../..');

let folder: string;
let agent: AgentSpec;
let host: CodexHost;
let children: ChildProcess[];

beforeEach(() => {
  // Codex refuses homes below /tmp.
  mkdirSync(path.join(checkout, '.test-homes'), { recursive: true });
  folder = mkdtempSync(path.join(checkout, '.test-homes/host-'));
  const home = path.join(folder, 'home');
  mkdirSync(home);
  agent = { id: 'a', name: 'Mila', home, runner: null, session: 'codex_agent_a_mcp', cwd: null };
  host = openHost();
  children = [];
});

afterEach(async () => {
  for (const child of children) await end(child, 'SIGKILL');
  await clearFolder(folder);
});

/** As another process would: nothing is known but what is on the disk. */
function openHost(): CodexHost {
  const bin = path.join(checkout, 'node_modules/.bin');
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, XDG_RUNTIME_DIR: undefined };
  return createCodexHost({
    env,
    stateRoot: path.join(folder, 's'),
    runner: localRunner,
    clock: systemClock,
    random: countingRandom(),
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function startServer(env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const { argv } = await host.checkLauncher(agent);
  const socket = host.socketPath(agent);
  const [file = '', ...first] = argv;
  const child = spawn(file, [...first, 'app-server', '--listen', `unix://${socket}`], {
    env,
    stdio: 'ignore',
  });
  children.push(child);
  while (!(await isListening(socket))) {
    expect(child.exitCode).toBeNull();
    await systemClock.sleep(10);
  }
  return child;
}

describe('a real Codex', () => {
  test("is found on PATH behind npm's script, and asked once for what it can do", async () => {
    const launcher = await host.checkLauncher(agent);
    expect(launcher).toMatchObject({ version: '0.169.0', appServer: true, why: null, noDaemon: true });
    expect(launcher.argv).toHaveLength(1);
    expect(launcher.argv[0]).toMatch(/\/vendor\/[^/]+\/bin\/codex$/);
    expect(readFileSync(path.join(folder, 's/probes.json'), 'utf8')).toContain('"app_server": true');
    expect(await openHost().checkLauncher(agent)).toEqual(launcher);
  });

  test.runIf(process.platform === 'linux')(
    'that serves a home is known as ours, one started by others is not',
    async () => {
      expect(await host.externalProcesses(agent.home)).toEqual({ all: 0, external: 0 });
      const ours = await startServer(host.environment(agent, []));
      expect(await host.externalProcesses(agent.home)).toEqual({ all: 1, external: 0 });
      await end(ours, 'SIGTERM');
      await host.awaitServerEnd(agent);
      await startServer({ PATH: process.env['PATH'] ?? '', CODEX_HOME: agent.home });
      expect(await host.externalProcesses(agent.home)).toEqual({ all: 1, external: 1 });
    },
  );

  test('leaves a socket behind when it is killed, which is cleared away; a living one is not', async () => {
    const child = await startServer(host.environment(agent, []));
    const socket = host.socketPath(agent);
    await host.clearStaleSocket(socket);
    expect(await isListening(socket)).toBe(true);
    await end(child, 'SIGKILL');
    expect(existsSync(socket)).toBe(true);
    await host.clearStaleSocket(socket);
    expect(existsSync(socket)).toBe(false);
  });
});
