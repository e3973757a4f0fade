import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../src/adapters/clock.ts';
import { createTerminalWatchers, readPane } from '../../../src/adapters/codex/index.ts';
import type { AgentEvent } from '../../../src/core/agent/agent.ts';
import type { TerminalWatcher } from '../../../src/core/ports.ts';
import { scriptLine } from '../../model/index.ts';
import { startCodexRig, type CodexRig } from './rig.ts';

/** How long a busy machine may take; nothing waits for it. */

let rig: CodexRig;
let watcher: TerminalWatcher;
const events: AgentEvent[] = [];

beforeAll(async () => {
  rig = await startCodexRig('terminal');
  const logPath = path.join(path.dirname(rig.home), 'raw.log');
  const spec = { id: 'a', name: 'a', home: rig.home, runner: null, session: 'x', cwd: null };
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  watcher = createTerminalWatchers({ clock: systemClock, logger }).watch(spec, logPath);
  watcher.onEvent((event) => events.push(event));
  await rig.openTerminal('plain', logPath);
});
afterAll(async () => {
  watcher.dispose();
  await rig.end();
});

const told = (): string[] =>
  events.map((event) => {
    if (event.type === 'sighting') return event.sighting.state;
    return event.type === 'turnEnded' ? `ended ${event.turn.outcome}` : event.type;
  });

async function begin(...steps: Parameters<typeof scriptLine>[0]): Promise<void> {
  await expect.poll(told).toContain('idle');
  events.length = 0;
  await rig.say(scriptLine(steps));
}

test('a plain terminal is followed through a turn with an approval', async () => {
  await begin({ do: 'escalate', cmd: 'echo hi', justification: 'Darf ich?' }, { do: 'say', text: 'Danke.' });
  await expect.poll(told).toContain('needs_approval');
  await expect.poll(async () => readPane(await rig.screen(), Date.now(), 0)?.state).toBe('needs_approval');
  await rig.keys('Enter');
  await expect.poll(told).toContain('ended completed');
  expect(told()).toEqual(expect.arrayContaining(['working', 'threadBound', 'turnStarted', 'tokens', 'idle']));
});

test('a question, an interruption and a usage limit', async () => {
  const options = [
    { label: 'Rot', description: '' },
    { label: 'Blau', description: '' },
  ];
  await begin({ do: 'askPerson', questions: [{ id: 'f', header: 'F', question: 'Welche?', options }] });
  await expect.poll(told).toContain('needs_input');
  await rig.keys('Escape');
  await expect.poll(told).toContain('ended interrupted');
  await begin({ do: 'usageLimit', resetsInSeconds: 1800 });
  await expect.poll(told).toContain('limited');
  const limited = events.findLast((event) => event.type === 'sighting');
  const untilMs = limited?.sighting.untilMs;
  expect(untilMs).toBeGreaterThan(Date.now());
  expect(untilMs).toBeLessThan(Date.now() + 1_900_000);
});
