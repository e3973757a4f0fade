import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AssignmentRequest } from '../../../src/core/assignment.ts';
import { scriptLine } from '../../model/index.ts';
import type { RecordedRequest } from '../../model/index.ts';
import type { CrashJob } from './crashWorker.ts';
import { is, LEAD, START, until, useRig } from './rig.ts';

const rig = useRig('crash', { supervised: false });
const worker = path.join(import.meta.dirname, 'crashWorker.ts');
/** Longer than any of the operations takes on a machine at rest, so that some rounds come after their end. */
const LATEST_KILL_MS = { start: 900, send: 90, assign: 140 } as const;

const sent: string[] = [];
let inTheMiddle = 0;
const random = seeded(20_260_101);
const textOf = (name: string): string =>
  `Round ${name}. ${scriptLine([{ do: 'say', text: `Done ${name}.` }])}`;
const homeConfig = (): string => readFileSync(path.join(rig.world.homes.a, 'config.toml'), 'utf8');
const preparedFile = (name: string): string => path.join(rig.world.workspace, `docs/new-${name}/page.md`);

function work(name: string): AssignmentRequest {
  return {
    role: 'worker',
    task: textOf(name),
    skill: null,
    scope: ['docs'],
    writePaths: [`docs/new-${name}/page.md`],
    context: [],
    forbidden: [],
    name: null,
    allowSubagents: false,
    allowMissingSkill: false,
    enter: true,
  };
}

/** mulberry32: the same rounds in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Does the job in another process and kills it at a random moment. */
async function killDuring(job: CrashJob): Promise<void> {
  const child = spawn(process.execPath, [worker, JSON.stringify(job)], {
    env: rig.world.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
  const exit = once(child, 'exit');
  await once(child.stdout, 'data');
  await sleep(random() * LATEST_KILL_MS[job.kind]);
  child.kill('SIGKILL');
  await exit;
  if (!said.includes('ends')) inTheMiddle += 1;
}

/** A round's script makes the model be asked once (titles do not count) for each time that it was sent. */
const asksFor =
  (name: string) =>
  (request: RecordedRequest): boolean =>
    !request.wantsTitle && request.userText.includes(`Round ${name}.`);

const timesSent = (name: string): number => rig.world.model.requests.filter(asksFor(name)).length;

/** A second sending would come right behind the first, or with the next round at the latest. */
async function isSentOnce(name: string): Promise<void> {
  await rig.world.model.waitForRequest(asksFor(name), 10_000);
  sent.push(name);
  for (const earlier of sent) expect([earlier, timesSent(earlier)]).toEqual([earlier, 1]);
}

function everyStateFileIsReadable(): void {
  const inside = (...parts: readonly string[]): string => path.join(rig.world.stateDir, ...parts);
  for (const folder of ['meta', 'leases']) {
    for (const name of readdirSync(inside(folder)).filter((one) => !one.startsWith('.'))) {
      JSON.parse(readFileSync(inside(folder, name), 'utf8'));
    }
  }
  const ledger = inside('assignments.jsonl');
  const lines = existsSync(ledger) ? readFileSync(ledger, 'utf8').split('\n').slice(0, -1) : [];
  for (const line of lines) JSON.parse(line);
}

describe('a process that is killed', () => {
  const base = () => ({ holder: LEAD, cwd: rig.world.workspace });

  it.each(['1', '2', '3', '4'])(
    'during start leaves an Agentin that the next start completes (%s)',
    async () => {
      await killDuring({ ...base(), kind: 'start', wish: START });
      everyStateFileIsReadable();
      const fleet = await rig.another();
      const lease = (await fleet.status('a', LEAD)).lease;
      if (lease.state === 'held') expect(lease.secondsRemaining).toBeLessThanOrEqual(60);
      await fleet.start('a', START, LEAD);
      const watching = fleet.supervise();
      await until(fleet, 'a', is('idle'));
      const { session } = fleet.peek('a', LEAD).model;
      expect(session).toMatchObject({ kind: 'present', agent: { dead: null }, server: { dead: null } });
      watching.dispose();
      await fleet.stop('a', { force: false }, LEAD);
      expect(await rig.world.tmux('list-sessions').catch(() => '')).toBe('');
    },
  );

  it.each(['s1', 's2', 's3', 's4', 's5', 's6', 's7'])(
    'during send has sent once when it is tried again (%s)',
    async (name) => {
      const fleet = await rig.another();
      await fleet.start('a', START, LEAD);
      const wish = { text: textOf(name), enter: true, idempotencyKey: name };
      await killDuring({ ...base(), kind: 'send', wish });
      everyStateFileIsReadable();
      const { delivery } = await (await rig.another()).send('a', wish, LEAD);
      expect(['accepted', 'started', 'completed']).toContain(delivery.state);
      await isSentOnce(name);
    },
  );

  it.each(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'])(
    'during assign has assigned once when it is tried again (%s)',
    async (name) => {
      const fleet = await rig.another();
      await fleet.start('a', START, LEAD);
      const before = homeConfig();
      await killDuring({ ...base(), kind: 'assign', request: work(name), key: name });
      everyStateFileIsReadable();
      const { assignment } = await (await rig.another()).assign('a', work(name), name, LEAD);
      expect(['accepted', 'started', 'completed']).toContain(assignment.delivery.state);
      const watching = fleet.supervise();
      const { assignmentId } = assignment;
      const after = await until(
        fleet,
        'a',
        ({ model }) => model.assignment?.assignmentId === assignmentId && model.assignment.restored,
      );
      watching.dispose();
      expect(after.model.assignment?.delivery.state).toBe('completed');
      await isSentOnce(name);
      expect(homeConfig()).toBe(before);
      expect(existsSync(path.dirname(preparedFile(name)))).toBe(false);
    },
  );

  it.each(['n1', 'n2', 'n3'])(
    'during assign is cleaned up after by the next operation (%s)',
    async (name) => {
      const fleet = await rig.another();
      await fleet.start('a', START, LEAD);
      const before = homeConfig();
      await killDuring({ ...base(), kind: 'assign', request: work(name), key: name });
      // What may still be on its way is left alone for two seconds.
      await sleep(2000);
      const next = await rig.another();
      await next.send('a', { text: textOf(`${name}-next`), enter: true, idempotencyKey: null }, LEAD);
      expect(homeConfig()).toBe(before);
      expect(existsSync(path.dirname(preparedFile(name)))).toBe(false);
      expect(timesSent(name)).toBeLessThanOrEqual(1);
      await next.stop('a', { force: false }, LEAD);
    },
  );

  it('was in the middle of its work often enough for this to mean something', () => {
    expect(inTheMiddle).toBeGreaterThanOrEqual(5);
  });
});
