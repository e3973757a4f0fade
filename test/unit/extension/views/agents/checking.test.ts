import { describe, expect, it } from 'vitest';
import type { AgentModel } from '../../../../../src/core/agent/agent.ts';
import { activityOf } from '../../../../../src/core/agent/activity.ts';
import type { AgentSnapshot } from '../../../../../src/core/fleetApi.ts';
import { EMPTY_META } from '../../../../../src/core/fleet/session.ts';
import { agentRow, nextRowChangeMs, stateText } from '../../../../../src/extension/views/agents/agentRows.ts';
import type { RowContext } from '../../../../../src/extension/views/agents/agentRows.ts';
import { isChecking, NOTHING_SEEN } from '../../../../../src/extension/views/agents/checking.ts';
import { person, runningFleet } from '../../support.ts';

const HOUR_MS = 3_600_000;
const pane = { pid: 1, dead: null, title: '' };

/** She was started an hour before this window saw her session, at 0. */
async function snapshotWith(change: Partial<AgentModel>, startedAtMs = -HOUR_MS): Promise<AgentSnapshot> {
  const base = (await runningFleet()).peek('a', person);
  const session = { kind: 'present', agent: pane, server: pane, sinceMs: 0 } as const;
  const model: AgentModel = { ...base.model, control: 'app-server', session, threadId: 't', ...change };
  return { ...base, model, meta: { ...EMPTY_META, startedAtMs }, activity: activityOf(model, 0) };
}

const context: RowContext = {
  nowMs: 0,
  policy: 'guarded',
  defaultModel: { model: null, effort: null },
  lastSeen: { ...NOTHING_SEEN, stateOf: () => 'working' },
};

describe('somebody this window has not heard from', () => {
  it('is said to be checked, with what she did last, and never to do that now', async () => {
    const unseen = await snapshotWith({ session: { kind: 'unknown', sinceMs: 0 } });
    expect(agentRow(unseen, context)).toMatchObject({
      description: 'checking… · before: working',
      spoken: 'Mila, checking… · before: working',
      contextValue: 'agent state-checking',
    });
    expect(agentRow(unseen, { ...context, lastSeen: NOTHING_SEEN }).description).toBe('checking…');
    expect(stateText(unseen, 0)).toBe('checking…');
  });

  it('is checked until she answers, but not for ever', async () => {
    const connecting = await snapshotWith({ link: { kind: 'connecting', attempt: 1, sinceMs: 0 } });
    expect(isChecking(connecting, 4999)).toBe(true);
    expect(nextRowChangeMs(connecting, 0)).toBe(5000);
    expect(isChecking(connecting, 5000)).toBe(false);
    const link = { kind: 'connected', sinceMs: 0 } as const;
    expect(isChecking(await snapshotWith({ link }), 0)).toBe(true);
    expect(isChecking(await snapshotWith({ link, thread: { kind: 'idle', sinceMs: 0 } }), 0)).toBe(false);
    const turn = { turnId: 't1', startedAtMs: 0, doing: null };
    expect(isChecking(await snapshotWith({ link, turn }), 0)).toBe(false);
  });

  it('is not she who is being started: what is seen of that is of now', async () => {
    const link = { kind: 'connecting', attempt: 1, sinceMs: 0 } as const;
    expect(isChecking(await snapshotWith({ link }, -1000), 0)).toBe(false);
    const starting = { session: { kind: 'unknown', sinceMs: 0 }, startingSinceMs: 0 } as const;
    expect(isChecking(await snapshotWith(starting), 0)).toBe(false);
  });
});
