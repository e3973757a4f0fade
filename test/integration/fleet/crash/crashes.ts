import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect } from 'vitest';
import { node24 } from '../../../host/paths.ts';
import { scriptLine } from '../../../model/index.ts';
import type { RecordedRequest } from '../../../model/index.ts';
import { LEAD, useRig } from '../rig.ts';
import type { Rig } from '../rig.ts';
import type { CrashJob } from './worker.ts';

const KILL_AT_STEP = path.join(import.meta.dirname, 'killAtStep.ts');

type Job<Kind> = Kind extends CrashJob['kind']
  ? Omit<Extract<CrashJob, { readonly kind: Kind }>, 'holder' | 'cwd'>
  : never;

/** A world in which processes are killed in the middle of what they do. */
export interface Crashes {
  readonly rig: Rig;
  /** Does the job in another process and kills it right before this step of its own (`killAtStep.ts`). */
  readonly killBefore: (step: number, job: Job<CrashJob['kind']>) => Promise<void>;
  /** How often a process was killed before its job had ended. */
  readonly inTheMiddle: () => number;
}

export function useCrashes(name: string): Crashes {
  const rig = useRig(name, { supervised: false });
  let script = '';
  let inTheMiddle = 0;
  // Bundled, so that a process is at its job in no time.
  beforeAll(async () => void (script = await bundleWorker(rig.world.root)));
  return {
    rig,
    inTheMiddle: () => inTheMiddle,
    async killBefore(step, job) {
      const whole = { ...job, holder: LEAD, cwd: rig.world.workspace };
      const child = spawn(node24, ['--import', KILL_AT_STEP, script, JSON.stringify(whole)], {
        env: { ...rig.world.env, KILL_AT_STEP: String(step) },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
      // `close`, not `exit`: what it said at last is read first.
      await once(child, 'close');
      expect(said).toContain('begins');
      if (!said.includes('ends')) inTheMiddle += 1;
    },
  };
}

async function bundleWorker(folder: string): Promise<string> {
  const outfile = path.join(folder, 'worker.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}

/** A round for each step: `r1` for the first … `r<count>`. */
export function rounds(prefix: string, count: number): { readonly name: string; readonly step: number }[] {
  return Array.from({ length: count }, (_, index) => ({ name: `${prefix}${index + 1}`, step: index + 1 }));
}

/** What the model is told in a round; it can be told from every other. */
export function textOf(name: string): string {
  return `Round ${name}. ${scriptLine([{ do: 'say', text: `Done ${name}.` }])}`;
}

/** A round's script makes the model be asked once (titles do not count) for each time that it was sent. */
function asksFor(name: string): (request: RecordedRequest) => boolean {
  return ({ wantsTitle, userText }) => !wantsTitle && userText.includes(`Round ${name}.`);
}

export function timesSent({ world }: Rig, name: string): number {
  return world.model.requests.filter(asksFor(name)).length;
}

/** Resolves when the round arrived at the model; asserts that neither it nor any of `earlier` arrived twice. */
export async function isSentOnce(rig: Rig, name: string, earlier: string[]): Promise<void> {
  await rig.world.model.waitForRequest(asksFor(name), 60_000);
  earlier.push(name);
  for (const one of earlier) expect([one, timesSent(rig, one)]).toEqual([one, 1]);
}

/** Reads everything in the state directory that is JSON. */
export function everyStateFileIsReadable({ world }: Rig): void {
  const inside = (...parts: readonly string[]): string => path.join(world.stateDir, ...parts);
  for (const folder of ['meta', 'leases'].filter((one) => existsSync(inside(one)))) {
    for (const name of readdirSync(inside(folder)).filter((one) => !one.startsWith('.'))) {
      JSON.parse(readFileSync(inside(folder, name), 'utf8'));
    }
  }
  const ledger = inside('assignments.jsonl');
  const lines = existsSync(ledger) ? readFileSync(ledger, 'utf8').split('\n').slice(0, -1) : [];
  for (const line of lines) JSON.parse(line);
}
