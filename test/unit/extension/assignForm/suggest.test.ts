import { beforeEach, describe, expect, it } from 'vitest';
import { requestOf } from '../../../../src/extension/assignForm/draft.ts';
import { agentChoice } from '../../../../src/extension/assignForm/suggest.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';
import { written } from './support.ts';

beforeEach(() => ui.reset());

const used = (fleet: FakeFleet, agentId: string, primary: number, secondary: number): void => {
  const window = (usedPercent: number, windowMinutes: number) => ({
    usedPercent,
    windowMinutes,
    resetsAtMs: fleet.nowMs + 60_000,
  });
  const rateLimits = { primary: window(primary, 300), secondary: window(secondary, 10_080) };
  fleet.happens(agentId, { type: 'rateLimits', rateLimits });
};

const choose = (fleet: FakeFleet, paths: readonly string[] = []) =>
  agentChoice({
    agents: ['a', 'b'].map((id) => fleet.peek(id, person)),
    past: fleet.ledger.toReversed(),
    paths,
    nowMs: fleet.nowMs,
  });

describe('who is suggested', () => {
  it('is who has more of her limits left, and it says of which', async () => {
    const fleet = await runningFleet('a', 'b');
    used(fleet, 'a', 80, 10);
    used(fleet, 'b', 5, 30);
    expect(choose(fleet)).toEqual({
      suggestedId: 'b',
      reason: 'Suggested: she is free, 70 % left (Weekly limit).',
      options: [
        { id: 'b', title: 'Nora (b) – idle · 70 % left (Weekly limit)' },
        { id: 'a', title: 'Mila (a) – idle · 20 % left (5 h limit)' },
      ],
    });
  });

  it('is who worked on these files, unless little is left to her', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.assign('b', requestOf(written), null, person);
    fleet.finishes('b');
    used(fleet, 'a', 10, 10);
    used(fleet, 'b', 30, 10);
    expect(choose(fleet, ['docs/a.md'])).toMatchObject({
      suggestedId: 'b',
      reason: 'Suggested: she is free, worked on these files, 70 % left (5 h limit).',
    });
    expect(choose(fleet, ['other']).suggestedId).toBe('a');
    used(fleet, 'b', 95, 10);
    expect(choose(fleet, ['docs/a.md']).suggestedId).toBe('a');
  });

  it('is who is free, whatever speaks for one at work', async () => {
    const fleet = await runningFleet('a', 'b');
    used(fleet, 'a', 99, 99);
    used(fleet, 'b', 0, 0);
    await fleet.send('b', { text: 'x', enter: true, idempotencyKey: null }, person);
    expect(choose(fleet).suggestedId).toBe('a');
  });
});
