import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { chmod, mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { nativeBinary } from '../../src/adapters/codex/host/nativeBinary.ts';
import { createNodeFleet } from '../../src/adapters/nodeFleet.ts';
import type { Fleet } from '../../src/core/fleetApi.ts';
import type { Holder } from '../../src/core/lease.ts';
import type { OperationContext } from '../../src/operations/index.ts';
import { createDemoWorld } from '../demo/world.ts';
import type { DemoWorld } from '../demo/world.ts';
import { checkout } from '../host/paths.ts';
import { silent } from './silent.ts';

export type Rung = 'app-server' | 'terminal';

export const HOLDER: Holder = { owner: 'bench', kind: 'lead' };

/** A demo's world; on the `terminal` rung with a Codex that cannot serve. */
export async function createBenchWorld(rung: Rung): Promise<DemoWorld> {
  const root = path.join(checkout, '.test-homes', `bench-${rung}`);
  if (rung === 'app-server') return createDemoWorld({ root });
  const runner = path.join(root, 'codex-without-server');
  const world = await createDemoWorld({ root, runner });
  const codex = await nativeBinary(await realpath(path.join(checkout, 'node_modules/.bin/codex')));
  await writeFile(runner, `#!/bin/sh\n[ "$1" = app-server ] && exit 2\nexec '${codex ?? 'codex'}' "$@"\n`);
  await chmod(runner, 0o755);
  return world;
}

export async function openFleet(world: DemoWorld): Promise<Fleet> {
  const { env, workspace } = world;
  return createNodeFleet({ env, defaultCwd: workspace, logger: silent, clientVersion: '0.0.0' });
}

/** Starts both Agentinnen and resolves when they rest. */
export async function startBoth(fleet: Fleet): Promise<void> {
  const wish = { cwd: null, prompt: null };
  await Promise.all(['a', 'b'].map(async (id) => fleet.start(id, wish, HOLDER)));
  await Promise.all(['a', 'b'].map(async (id) => untilResting(fleet, id)));
}

/** Resolves when the (supervised) Agentin rests. */
export async function untilResting(fleet: Fleet, agentId: string): Promise<void> {
  const rests = (): boolean => ['idle', 'done'].includes(fleet.peek(agentId, HOLDER).activity.state);
  if (rests()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const listening = fleet.onDidChangeAgent(() => {
    if (rests()) resolve();
  });
  await promise;
  listening.dispose();
}

export function contextOf(fleet: Fleet, world: DemoWorld): OperationContext {
  return { fleet, holder: HOLDER, cwd: world.workspace, nowMs: Date.now };
}

/** Puts a `tmux` in front of the real one that notes each of its starts. */
export async function countTmux(world: DemoWorld): Promise<TmuxCount> {
  const folder = path.join(world.root, 'bin');
  const log = path.join(folder, 'tmux.log');
  const { stdout: tmux } = await promisify(execFile)('which', ['tmux']);
  await mkdir(folder);
  await writeFile(log, '');
  await writeFile(path.join(folder, 'tmux'), `#!/bin/sh\necho x >> '${log}'\nexec ${tmux.trim()} "$@"\n`);
  await chmod(path.join(folder, 'tmux'), 0o755);
  const env = { ...world.env, PATH: `${folder}${path.delimiter}${world.env['PATH'] ?? ''}` };
  return { env, starts: () => statSync(log).size / 'x\n'.length };
}

export interface TmuxCount {
  /** For the process whose tmux processes are counted. */
  readonly env: NodeJS.ProcessEnv;
  /** How many there were so far. */
  readonly starts: () => number;
}
