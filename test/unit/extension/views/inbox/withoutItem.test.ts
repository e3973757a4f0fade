import { beforeEach, describe, expect, it } from 'vitest';
import { assignmentOf } from '../../../fakes/fleet/fakeFleetParts.ts';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import { countNeedsMe } from '../../../../../src/extension/views/inbox/inboxRows.ts';
import { MINUTE_MS, person, runningFleet, serviceOver } from '../../support.ts';
import { REQUEST, watchedTree } from './support.ts';

beforeEach(() => ui.reset());

describe('what waits without an item', () => {
  const found = { agentId: 'a', action: 'none', idleSeconds: 600, why: 'x', isDismissed: false } as const;

  it('is what the watchdog found, until she does something or the person takes it out', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'go', enter: true, idempotencyKey: null }, person);
    const { extras, tree, find } = await watchedTree(fleet);
    fleet.nowMs += 10 * MINUTE_MS;
    await find({ ...found, kind: 'silent', atMs: fleet.nowMs });
    expect(renderTree(tree, { withContext: true })).toBe(
      'Mila: no sign of life for 10 min  watchdog · <1 min  {attention watchdog hideable silent running}',
    );
    expect(countNeedsMe((await serviceOver(fleet)).snapshots(), extras)).toBe(1);
    const elsewhere = await watchedTree(fleet);
    expect(renderTree(elsewhere.tree)).toBe(renderTree(tree));
    extras.hide([tree.getChildren()[0]!.id]);
    expect([renderTree(tree), renderTree(elsewhere.tree)]).toEqual(['', '']);
    await find({ ...found, kind: 'silent', atMs: fleet.nowMs + 1 });
    expect(renderTree(tree)).not.toBe('');
    fleet.nowMs += MINUTE_MS;
    fleet.finishes('a');
    expect(renderTree(tree)).not.toContain('watchdog');
  });

  it('is what the watchdog did, also after it; a request for a report is not', async () => {
    const fleet = await runningFleet('a');
    const { tree, find } = await watchedTree(fleet);
    await find({ ...found, kind: 'report_requested', atMs: fleet.nowMs });
    expect(renderTree(tree)).toBe('');
    await find({ ...found, kind: 'acted', action: 'interrupt', atMs: fleet.nowMs - 1 });
    expect(renderTree(tree)).toContain('was interrupted: no sign of life for 10 min, and no report');
  });

  it('is an assignment that may not have arrived', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', {
      type: 'assignment',
      assignment: {
        ...assignmentOf('a', REQUEST, { state: 'typed' }, fleet.nowMs, person),
        delivery: { state: 'unconfirmed' },
      },
    });
    const { tree, extras } = await watchedTree(fleet);
    expect(renderTree(tree, { withContext: true })).toMatch(
      /^Mila: delivery unconfirmed {2}Nothing shows that her assignment arrived.*\{attention delivery hideable running\}$/u,
    );
    extras.hide([tree.getChildren()[0]!.id]);
    expect(renderTree(tree)).toBe('');
  });
});
