import { appendFile, mkdir, mkdtemp, rename, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AgentEvent } from '../../../../../src/core/agent/agent.ts';
import type { TerminalWatcher } from '../../../../../src/core/ports.ts';
import { createTerminalWatchers } from '../../../../../src/adapters/codex/terminal/terminalWatcher.ts';
import { FakeClock } from '../../../fakes/ports/fakeClock.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

const THREAD = '01a1f8d1-7e67-73e0-8501-5c8dc2ce5135';
const OTHER = '01a1f8d1-7e67-73e0-8501-5c8dc2ce5136';
const START = Date.UTC(2026, 10, 20, 12);

/** How long a busy machine may take; nothing waits for it. */

let folder: string;
let clock: FakeClock;
const watchers: TerminalWatcher[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'watch-'));
  await mkdir(path.join(folder, 'logs'));
  clock = new FakeClock(START);
});
afterEach(async () => {
  for (const watcher of watchers.splice(0)) watcher.dispose();
  await clearFolder(folder);
});

const home = () => path.join(folder, 'home');
const log = () => path.join(folder, 'logs', 'run.log');
const day = (name: string) => path.join(home(), 'sessions', '2026', '11', name);
const rollout = (dayName: string, thread = THREAD) =>
  path.join(day(dayName), `rollout-2026-11-${dayName}T12-00-00-${thread}.jsonl`);

function line(type: string, payload: object = {}, atMs = START + 1): string {
  const isMeta = type === 'session_meta';
  const timestamp = new Date(atMs).toISOString();
  const event = {
    timestamp,
    type: isMeta ? type : 'event_msg',
    payload: { ...(!isMeta && { type }), ...payload },
  };
  return `${JSON.stringify(event)}\n`;
}
const meta = (source: unknown = 'cli') => line('session_meta', { id: THREAD, source });
const started = (id: string, atMs?: number) => line('task_started', { turn_id: id }, atMs);
const complete = (id: string, atMs?: number) => line('task_complete', { turn_id: id }, atMs);
const report = (text: string) => `\u001B]7501;${text}:app=codex\u001B\\`;

function watch(logPath: string | null = log()) {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const spec = { id: 'a', name: 'a', home: home(), runner: null, session: 's', cwd: null };
  const watcher = createTerminalWatchers({ clock, logger, timezoneOffset: () => 0 }).watch(spec, logPath);
  watchers.push(watcher);
  const events: AgentEvent[] = [];
  watcher.onEvent((event) => events.push(event));
  const told = (): string[] =>
    events.map((event) => {
      if (event.type === 'sighting') return event.sighting.state;
      if (event.type === 'turnStarted') return `started ${event.turnId}`;
      if (event.type === 'turnEnded') return `ended ${event.turn.turnId} ${event.turn.outcome}`;
      return event.type === 'threadBound' ? `bound ${event.threadId}` : event.type;
    });
  return { watcher, told };
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

test('a fresh home: folders and files are noticed as they come', async () => {
  await mkdir(home());
  const { watcher, told } = watch(null);
  await watcher.look();
  await write(rollout('20'), meta() + started('t1'));
  await expect.poll(told).toEqual([`bound ${THREAD}`, 'started t1', 'working']);
  await appendFile(rollout('20'), complete('t1'));
  await expect.poll(() => told().slice(3)).toEqual(['ended t1 completed', 'idle']);
});

test('lines that are written in pieces are read when they are whole', async () => {
  await write(rollout('20'), meta());
  const { watcher, told } = watch(null);
  await watcher.look();
  const text = started('t1');
  await appendFile(rollout('20'), text.slice(0, 30));
  await appendFile(rollout('20'), text.slice(30));
  await expect.poll(told).toContain('started t1');
});

test('the next day has a folder of its own, and an old conversation may be resumed', async () => {
  await write(rollout('20'), meta());
  const { watcher, told } = watch(null);
  await watcher.look();
  await write(rollout('21', OTHER), meta() + started('t1') + complete('t1'));
  await expect.poll(told).toContain('ended t1 completed');
  await appendFile(rollout('20'), started('t2'));
  await expect.poll(told).toContain('started t2');
  expect(told().filter((event) => event.startsWith('bound'))).toEqual([`bound ${OTHER}`, `bound ${THREAD}`]);
});

test('files of helpers are left out', async () => {
  await write(rollout('20'), meta());
  const { watcher, told } = watch(null);
  await watcher.look();
  await write(rollout('20', OTHER), meta({ subagent: 'x' }) + started('helper'));
  await appendFile(rollout('20'), started('t1'));
  await expect.poll(told).toContain('started t1');
  expect(told()).not.toContain('started helper');
});

test('what was there before is told as it stands, not as it came to be', async () => {
  await write(rollout('20'), meta() + started('t1', 5) + complete('t1', 6) + started('t2', 7));
  const { watcher, told } = watch(null);
  await watcher.look();
  await watcher.look();
  expect(told()).toEqual(['pastTurn', `bound ${THREAD}`, 'started t2', 'working']);
});

test('the terminal reports its states, across the rotation of the log', async () => {
  await mkdir(home());
  await write(log(), report('state=idle'));
  const { watcher, told } = watch();
  await watcher.look();
  expect(told()).toEqual(['idle']);
  await appendFile(log(), report('state=working'));
  await expect.poll(told).toEqual(['idle', 'working']);
  await appendFile(log(), report('state=blocked:kind=permission').slice(0, 12));
  await rename(log(), `${log()}.1`);
  await writeFile(log(), report('state=blocked:kind=question').slice(12));
  await expect.poll(told).toEqual(['idle', 'working', 'needs_input']);
});

test('a log that is cut short is read from its start', async () => {
  await mkdir(home());
  await write(log(), report('state=idle') + 'x'.repeat(500));
  const { watcher, told } = watch();
  await watcher.look();
  await writeFile(log(), report('state=working'));
  await expect.poll(told).toEqual(['idle', 'working']);
});

test('links are not followed', async () => {
  await write(path.join(folder, 'elsewhere', 'a.jsonl'), meta() + started('t1'));
  await write(path.join(folder, 'elsewhere', 'log'), report('state=working'));
  await mkdir(day('20'), { recursive: true });
  await symlink(path.join(folder, 'elsewhere', 'a.jsonl'), rollout('20'));
  await symlink(path.join(folder, 'elsewhere', 'log'), log());
  const { watcher, told } = watch();
  await watcher.look();
  expect(told()).toEqual([]);
});

test('after its end a watcher is silent', async () => {
  await write(rollout('20'), meta());
  const { watcher, told } = watch();
  await watcher.look();
  watcher.dispose();
  await appendFile(rollout('20'), started('t1'));
  await watcher.look();
  expect(told()).toEqual([]);
});
