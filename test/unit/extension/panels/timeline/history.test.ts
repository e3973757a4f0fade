import { beforeEach, describe, expect, it } from 'vitest';
import { HISTORY_MS } from '../../../../../src/extension/panels/timeline/agentHistory.ts';
import type { AgentHistory } from '../../../../../src/extension/panels/timeline/agentHistory.ts';
import { FleetHistory } from '../../../../../src/extension/panels/timeline/fleetHistory.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { commandItem, MINUTE_MS, person, runningFleet, serviceOver } from '../../support.ts';

let fleet: FakeFleet;
let history: FleetHistory;
let startMs: number;

beforeEach(async () => {
  fleet = await runningFleet('a', 'b');
  startMs = fleet.nowMs;
  const service = await serviceOver(fleet);
  history = new FleetHistory({ service, now: () => fleet.nowMs });
});

function after(minutes: number, ...events: Parameters<FakeFleet['happens']>[1][]): void {
  fleet.nowMs = startMs + minutes * MINUTE_MS;
  fleet.happens('a', ...events);
}

/** `turn t1 0–5 completed`, in minutes. */
function stretches({ stretches: all }: AgentHistory): string[] {
  const minutes = (atMs: number | null): string =>
    atMs === null ? '' : String((atMs - startMs) / MINUTE_MS);
  return all.map(({ kind, key, fromMs, toMs, outcome }) =>
    `${kind} ${key} ${minutes(fromMs)}–${minutes(toMs)} ${outcome ?? ''}`.trim(),
  );
}

function tokens(contextUsedTokens: number) {
  const rest = { contextWindowTokens: 1000, totalTokens: 0, inputTokens: 0, outputTokens: 0 };
  return { type: 'tokens', tokens: { contextUsedTokens, ...rest } } as const;
}

const turnStarted = (turnId: string) => ({ type: 'turnStarted', turnId, startedAtMs: fleet.nowMs }) as const;

describe('what a window remembers of an Agentin', () => {
  it('knows from when to when a turn ran, and how it ended', () => {
    after(0, turnStarted('t1'));
    expect(stretches(history.of('a'))).toEqual(['turn t1 0–']);
    const turn = {
      turnId: 't1',
      outcome: 'completed',
      failure: null,
      endedAtMs: startMs + 5 * MINUTE_MS,
    } as const;
    after(6, { type: 'turnEnded', turn });
    expect(stretches(history.of('a'))).toEqual(['turn t1 0–5 completed']);
    expect(stretches(history.of('b'))).toEqual([]);
  });

  it('knows what was done with her worktrees, once, also before the window was opened', async () => {
    const deed = { kind: 'merged', tree: '/t', branch: 'b', onto: 'main', commits: 1 } as const;
    fleet.deeds.add('a', { ...deed, id: 'd1', atMs: startMs });
    fleet.deeds.add('a', { ...deed, id: 'old', atMs: startMs - 2 * HISTORY_MS });
    after(1, turnStarted('t1'));
    expect(stretches(history.of('a'))).toEqual(['deed d1 0–0', 'turn t1 0–']);
    const later = new FleetHistory({ service: await serviceOver(fleet), now: () => fleet.nowMs });
    expect(stretches(later.of('a'))).toContain('deed d1 0–0');
  });

  it('knows how long a request waited', () => {
    after(0, { type: 'pendingOpened', item: commandItem() });
    after(3, { type: 'pendingResolved', key: 'turn-1/item-1' });
    expect(history.of('a').stretches).toMatchObject([
      { kind: 'waiting', key: 'turn-1/item-1', toMs: startMs + 3 * MINUTE_MS },
    ]);
  });

  it('tells nobody of a change in which there is nothing new', () => {
    after(0, turnStarted('t1'));
    const before = history.of('a');
    const heard: string[] = [];
    history.onDidChange((id) => heard.push(id));
    after(1, { type: 'turnDoing', turnId: 't1', doing: 'thinks' });
    expect(history.of('a')).toBe(before);
    expect(heard).toEqual([]);
  });

  it('keeps figures as they change, and the newest exactly when there are many', () => {
    for (let minute = 0; minute < 600; minute += 1) after(minute / 60, tokens(minute), tokens(minute));
    const { samples } = history.of('a');
    expect(samples.length).toBeLessThanOrEqual(240);
    expect(samples.slice(-100).map((sample) => sample.contextTokens)).toEqual(
      Array.from({ length: 100 }, (_, index) => 500 + index),
    );
  });

  it('forgets what is older than a day', () => {
    after(0, turnStarted('t1'), tokens(1));
    const turn = { turnId: 't1', outcome: 'failed', failure: null, endedAtMs: fleet.nowMs } as const;
    after(1, { type: 'turnEnded', turn });
    after(HISTORY_MS / MINUTE_MS + 2, turnStarted('t2'), tokens(2));
    expect(history.of('a').stretches.map(({ key }) => key)).toEqual(['t2']);
    expect(history.of('a').samples.map((sample) => sample.contextTokens)).toEqual([2]);
  });

  it('logs what was done to her and what kind of actor did it, and nothing of before', async () => {
    expect(history.of('a').log).toEqual([]);
    const wish = { ttlSeconds: 600, force: false, waitSeconds: 0, lookSeconds: 1 };
    await fleet.claim('a', wish, person);
    after(1, turnStarted('t1'));
    await fleet.stop('a', { force: false }, person);
    const kinds = history.of('a').log.map(({ what, by }) => `${what.kind} ${by}`);
    expect(kinds).toEqual(['claimed me', 'released me', 'stopped me']);
    expect(JSON.stringify(history.of('a'))).not.toContain(person.owner);
  });

  it('ends what runs when she is gone', async () => {
    after(0, turnStarted('t1'));
    fleet.nowMs += MINUTE_MS;
    fleet.happens('a', { type: 'session', session: { kind: 'lost' } });
    expect(stretches(history.of('a'))).toEqual(['turn t1 0–1 interrupted']);
    expect(history.of('a').log.at(-1)).toMatchObject({ what: { kind: 'lost' }, by: 'unknown' });
  });
});
