import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeFleet } from '../../../src/adapters/nodeFleet.ts';
import { checkout } from '../../host/paths.ts';
import { logger } from '../fleet/rig.ts';
import { seeded } from './seeded.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

/** Leases between processes: eight leads take one from another what they can, and some are killed while they hold. */

const worker = path.resolve(import.meta.dirname, 'leaseWorker.ts');
const AGENTS = ['a', 'b'] as const;
const PROCESSES = 8;
const HAMMER_MS = 6000;
const KILLS = 10;
/** What each of them does is the same in every run; when they meet is not. */
const SEED = Number(process.env['CODEX_MASTER_SEED'] ?? 6120);

let root: string;
let log: string;
let env: NodeJS.ProcessEnv;
let running: Set<ChildProcess>;

beforeEach(() => {
  mkdirSync(path.join(checkout, '.test-homes'), { recursive: true });
  root = mkdtempSync(path.join(checkout, '.test-homes', 'l-'));
  log = path.join(root, 'log');
  writeFileSync(log, '');
  env = {
    PATH: process.env['PATH'],
    HOME: root,
    TMUX_TMPDIR: root,
    CODEX_MASTER_MCP_STATE: path.join(root, 's'),
    CODEX_MASTER_FLEET: path.join(root, 'none.json'),
  };
  running = new Set();
});

afterEach(async () => {
  await Promise.all([...running].map(kill));
  await clearFolder(root);
});

/** Goes on until `stopAll`. */
function start(seed: number): ChildProcess {
  const child = spawn(process.execPath, [worker, log, String(seed), stopFile()], {
    env,
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

const stopFile = (): string => path.join(root, 'stop');

async function stopAll(): Promise<void> {
  const ended = [...running].map(async (child) => once(child, 'exit'));
  writeFileSync(stopFile(), '');
  await Promise.all(ended);
}

interface Note {
  readonly what: 'enter' | 'write' | 'leave';
  readonly agent: string;
  /** `<pid>-<number>` */
  readonly hold: string;
  readonly atMs: number;
  readonly untilMs: number;
}

/** The log is one file that all append to: its order is the order of what happened. */
function notes(): readonly Note[] {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Note);
}

/**
 * What is wrong with the log of one Agentin: a hold that began while another one was not over, or something noted in
 * a hold that was over. A hold is over when it was left, its time has run out, or its process was killed.
 */
function overlaps(all: readonly Note[], killed: ReadonlySet<number>): readonly string[] {
  const problems: string[] = [];
  const [over, ranOut] = [new Set<string>(), new Set<string>()];
  const runOut = (hold = ''): void => {
    for (const set of [over, ranOut]) set.add(hold);
  };
  let current: Note | null = null;
  for (const note of all) {
    if (note.what === 'enter') {
      // Noted so late that it had run out before the one that goes on began.
      if (current !== null && note.untilMs <= current.atMs) {
        runOut(note.hold);
        continue;
      }
      if (current !== null && !isOver(current, note.atMs, killed))
        problems.push(`${note.hold} began while ${current.hold} went on`);
      runOut(current?.hold);
      current = note;
    } else if (note.hold !== current?.hold) {
      // What was decided in time may be noted late: a busy machine stops a process for a while.
      if (ranOut.has(note.hold) && (note.what === 'leave' || note.atMs < note.untilMs)) continue;
      problems.push(
        `${note.hold} noted "${note.what}" ${over.has(note.hold) ? 'when it was over' : 'without a lease'}`,
      );
    } else if (note.what === 'leave') {
      over.add(note.hold);
      current = null;
    }
  }
  return problems;
}

function isOver({ hold, untilMs }: Note, atMs: number, killed: ReadonlySet<number>): boolean {
  return atMs >= untilMs || killed.has(Number(hold.split('-')[0]));
}

/** The processes that hold an Agentin right now, as far as the log tells. */
function holdersNow(): ReadonlySet<number> {
  const open = new Set<string>();
  for (const { what, hold } of notes()) {
    if (what === 'enter') open.add(hold);
    if (what === 'leave') open.delete(hold);
  }
  return new Set([...open].map((hold) => Number(hold.split('-')[0])));
}

/** One that holds somebody, stopped in the middle of it; null when none could be caught in half a minute. */
async function caughtHolder(): Promise<ChildProcess | null> {
  for (const endMs = Date.now() + 30_000; Date.now() < endMs; await delay(5)) {
    const pids = holdersNow();
    const found = [...running].find(({ pid }) => pid !== undefined && pids.has(pid));
    if (found?.pid === undefined) continue;
    found.kill('SIGSTOP');
    if (holdersNow().has(found.pid)) return found;
    found.kill('SIGCONT');
  }
  return null;
}

function holdsOf(agent: string): number {
  const text = readFileSync(log, 'utf8');
  return text.split('\n').filter((line) => line.includes(`"enter","agent":"${agent}"`)).length;
}

async function hammer(): Promise<ReadonlySet<number>> {
  const random = seeded(SEED);
  const killed = new Set<number>();
  const beganMs = Date.now();
  for (let at = 0; at < PROCESSES; at += 1) start(SEED + at);
  await expect.poll(() => readFileSync(log, 'utf8').length).toBeGreaterThan(0);
  for (let at = 0; at < KILLS; at += 1) {
    await delay(100 + random.below(400));
    const victims = [...running];
    // Every second one dies while it holds somebody.
    const victim = (at % 2 === 0 ? await caughtHolder() : null) ?? victims[random.below(victims.length)];
    if (victim?.pid === undefined) continue;
    killed.add(victim.pid);
    await kill(victim);
    start(SEED + PROCESSES + at);
  }
  // On a slow machine most of the time goes into starting them.
  await expect
    .poll(() => Math.min(...AGENTS.map((agent) => holdsOf(agent))), { timeout: 120_000 })
    .toBeGreaterThan(5);
  await delay(Math.max(0, beganMs + HAMMER_MS - Date.now()));
  await stopAll();
  return killed;
}

describe(`eight leads over one state (CODEX_MASTER_SEED=${SEED})`, () => {
  it('never hold one Agentin at the same time, and write nothing without her lease', async () => {
    const killed = await hammer();
    const all = notes();
    for (const agent of AGENTS) {
      const hers = all.filter((note) => note.agent === agent);
      expect(overlaps(hers, killed)).toEqual([]);
    }
    // The proof would prove nothing if nobody was killed in the middle, or nothing ran out.
    const left = new Set(all.filter(({ what }) => what === 'leave').map(({ hold }) => hold));
    const cutShort = all.filter(({ what, hold }) => what === 'enter' && !left.has(hold));
    expect(cutShort.length).toBeGreaterThan(0);
  });

  it('leave nothing behind that would keep the next one out', async () => {
    const child = start(SEED);
    await expect.poll(() => readFileSync(log, 'utf8').length).toBeGreaterThan(0);
    await kill(child);
    const fleet = await createNodeFleet({ env, defaultCwd: root, logger, clientVersion: '0' });
    const wish = { ttlSeconds: 60, force: false, waitSeconds: 0, lookSeconds: 1 };
    for (const agent of ['a', 'b']) {
      const { claim } = await fleet.claim(agent, wish, { owner: 'next', kind: 'lead' });
      expect(['claimed', 'claimed_expired']).toContain(claim.status);
    }
    fleet.dispose();
  });

  it('would be found out if they did', () => {
    const note = (what: Note['what'], hold: string, atMs: number): Note => ({
      what,
      agent: 'a',
      hold,
      atMs,
      untilMs: 100,
    });
    const [first, second] = [note('enter', '1-1', 0), note('enter', '2-1', 50)];
    expect(overlaps([first, second], new Set())).toEqual(['2-1 began while 1-1 went on']);
    expect(overlaps([first, second], new Set([1]))).toEqual([]);
    expect(overlaps([first, { ...second, atMs: 100 }, note('write', '1-1', 101)], new Set())).toHaveLength(1);
    expect(overlaps([note('write', '1-1', 0)], new Set())).toHaveLength(1);
    expect(overlaps([first, note('leave', '1-1', 1), second], new Set())).toEqual([]);
    // One that came back from its claim when that had run out and was another's.
    const tooLate = { ...note('enter', '1-1', 130), untilMs: 100 };
    expect(overlaps([{ ...second, atMs: 100, untilMs: 200 }, tooLate], new Set())).toEqual([]);
    // What was decided in time and noted late is no breach; once she was given back it is.
    const late = [note('write', '1-1', 99), note('leave', '1-1', 120)];
    expect(overlaps([first, { ...second, atMs: 100 }, ...late], new Set())).toEqual([]);
    expect(
      overlaps([first, note('leave', '1-1', 1), second, note('write', '1-1', 60)], new Set()),
    ).toHaveLength(1);
  });
});
