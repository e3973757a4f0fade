import { describe, expect, it } from 'vitest';
import { detailRows } from '../../../../../src/extension/views/agents/agentDetails.ts';
import { NOTHING_SEEN } from '../../../../../src/extension/views/agents/checking.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { person, runningFleet } from '../../support.ts';

function terminalOf(fleet: FakeFleet): string | undefined {
  const context = {
    nowMs: fleet.nowMs,
    policy: 'guarded',
    defaultModel: { model: null, effort: null },
    lastSeen: NOTHING_SEEN,
  } as const;
  const rows = detailRows(fleet.peek('a', { ...person, seat: 'here' }), context);
  const row = rows.find(({ key }) => key === 'terminal')?.row;
  return row === undefined ? undefined : `${row.label}: ${row.description}`;
}

describe('who types in her terminal', () => {
  it('is shown in every window, as long as somebody does', async () => {
    const fleet = await runningFleet('a');
    expect(terminalOf(fleet)).toBeUndefined();
    fleet.holds.take('a', 'here');
    expect(terminalOf(fleet)).toBe('Terminal: you type');
    fleet.holds.take('a', 'elsewhere');
    expect(terminalOf(fleet)).toBe('Terminal: typed in another window');
    fleet.nowMs += 30_000;
    expect(terminalOf(fleet)).toBeUndefined();
  });

  it('leaves a word of text that they did not send', async () => {
    const fleet = await runningFleet('a');
    fleet.holds.take('a', 'here', { idleSeconds: 0, unsent: true });
    expect(terminalOf(fleet)).toBe('Terminal: your text is unsent');
    fleet.holds.take('a', 'elsewhere', { idleSeconds: 0, unsent: true });
    expect(terminalOf(fleet)).toBe('Terminal: unsent text from another window');
  });
});
