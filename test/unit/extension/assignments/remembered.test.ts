import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../../../src/core/assignment/assignment.ts';
import type { Delivery } from '../../../../src/core/assignment/delivery.ts';
import type { PanelFleet } from '../../../../src/core/panelFleet.ts';
import { AssignmentHistory } from '../../../../src/extension/assignments/history.ts';
import { RememberedAssignments } from '../../../../src/extension/assignments/remembered.ts';
import { OWN_FLEET } from '../../../../src/extension/fleet/fleetPlace.ts';
import { FleetService } from '../../../../src/extension/fleet/fleetService.ts';
import { AssignmentsTree } from '../../../../src/extension/views/assignments/assignmentsTree.ts';
import { START_MS } from '../../fakes/fleet/fakeAgents.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { assignmentRequest, PLAIN_FACTS } from '../../fakes/requests.ts';
import { renderTree, ui } from '../../fakes/vscode/index.ts';
import { MINUTE_MS, person, runningFleet, silent } from '../support.ts';

const SETTLED_MS = 4000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const kept = new Map<string, unknown>();
const writes = vi.fn();
const memento = {
  get: (key: string) => kept.get(key),
  update: async (key: string, value: unknown) => {
    writes();
    return Promise.resolve(void kept.set(key, structuredClone(value)));
  },
};

beforeEach(() => {
  ui.reset();
  kept.clear();
  writes.mockClear();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function past(id: string, agoMs: number, delivery: Delivery | null, name = id): LedgerEntry {
  return {
    agentId: 'a',
    assignmentId: id,
    createdAtMs: START_MS - agoMs,
    role: 'worker',
    name,
    model: null,
    scope: ['src'],
    writePaths: ['src/secret'],
    enforcement: 'os_sandbox',
    delivery,
    facts: PLAIN_FACTS,
  };
}

const done = (id: string): Delivery => ({ state: 'completed', turnId: `turn-${id}` });

/** A window of the workspace; its fleet comes when it is told to. */
function openWindow(fleet: FakeFleet) {
  const come = Promise.withResolvers<void>();
  const build = async (): Promise<PanelFleet> => come.promise.then(() => fleet);
  const service = new FleetService({ build, holder: person, log: silent });
  const now = (): number => fleet.nowMs;
  const history = new AssignmentHistory({ service, log: silent, now });
  const last = new RememberedAssignments({ memento, history, place: OWN_FLEET });
  const tree = new AssignmentsTree(history, now, last);
  history.onDidChange(() => tree.refresh());
  service.onDidChangeAgent(() => tree.refresh());
  tree.setVisible(true);
  history.watch();
  const drawn: unknown[] = [];
  tree.onDidChangeTreeData((what: unknown) => drawn.push(what));
  const fleetComes = async (): Promise<void> => {
    come.resolve();
    await service.ready();
    await history.read();
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
  };
  return { tree, last, drawn, fleetComes };
}

/** What a window showed until it was loaded anew. */
async function seenBefore(fleet: FakeFleet): Promise<string> {
  const { tree, last, fleetComes } = openWindow(fleet);
  await fleetComes();
  last.dispose();
  return renderTree(tree);
}

describe('assignments of a window that is loaded anew', () => {
  it('stand there before the fleet does, and are not drawn again for it', async () => {
    const fleet = await runningFleet('a');
    fleet.ledger.push(
      past('p1', 40 * DAY_MS, null),
      past('p2', 30 * DAY_MS, { state: 'failed', turnId: 't', reason: 'other' }),
      past('p3', MINUTE_MS, done('p3')),
      past('p4', 0, { state: 'interrupted', turnId: 't' }),
    );
    const before = await seenBefore(fleet);
    const { tree, drawn, fleetComes } = openWindow(fleet);
    expect([renderTree(tree, { withContext: true }), renderTree(tree)]).toEqual([
      expect.stringMatching(/Mila: p3 {2}completed .*\{assignment over known\}/u),
      before,
    ]);
    await fleetComes();
    expect([drawn, renderTree(tree)]).toEqual([[], before]);
  });

  it('say "checking…" of one that had not ended, until it is known what became of it', async () => {
    const fleet = await runningFleet('a');
    await fleet.assign('a', assignmentRequest({ task: 'x', name: 'login' }), null, person);
    expect(await seenBefore(fleet)).toMatch(/^Running {2}1\n {2}Mila: login {2}(?:accepted|started) /u);
    const { tree, fleetComes } = openWindow(fleet);
    const checking =
      /^Running {2}1\n {2}Mila: login {2}checking… · before: (?:accepted|started) · <1 min · explorer$/u;
    expect(renderTree(tree)).toMatch(checking);
    // Nobody looked at her yet when the ledger is read: what it says of a task that goes on is of the past.
    fleet.happens('a', { type: 'session', session: { kind: 'unknown' } });
    await fleetComes();
    expect(renderTree(tree)).toMatch(checking);
    await fleet.start('a', { cwd: '/repo', prompt: null }, person);
    expect(renderTree(tree)).toMatch(
      /^Running {2}1\n {2}Mila: login {2}(?:accepted|started) · <1 min · explorer$/u,
    );
  });

  it('are the newest hundred, with how many older ones there are', async () => {
    const fleet = await runningFleet('a');
    fleet.config = { ...fleet.config, limits: { ...fleet.config.limits, ledgerRecords: 1000 } };
    for (let index = 0; index < 300; index += 1)
      fleet.ledger.push(past(`p${index}`, (300 - index) * DAY_MS, done(`p${index}`)));
    const before = await seenBefore(fleet);
    expect(before).toMatch(/^Older {2}300\n {2}Mila: p299/u);
    expect(renderTree(openWindow(fleet).tree)).toBe(before);
    expect((kept.get('assignments.own') as { seen: unknown[] }).seen).toHaveLength(100);
  });

  it('are kept with what their rows say and no more, and written only when that differs', async () => {
    const fleet = await runningFleet('a');
    fleet.ledger.push(past('p1', MINUTE_MS, done('p1'), 'audit'));
    await seenBefore(fleet);
    await seenBefore(fleet);
    expect(writes).toHaveBeenCalledOnce();
    expect(JSON.stringify(kept.get('assignments.own'))).toBe(
      JSON.stringify({
        seen: [
          {
            assignmentId: 'p1',
            agentId: 'a',
            name: 'Mila',
            createdAtMs: START_MS - MINUTE_MS,
            role: 'worker',
            subject: 'audit',
            state: 'completed',
          },
        ],
        olderCount: 0,
      }),
    );
    // Nothing goes on in a window that ended.
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leave out what is nothing of ours', async () => {
    const fleet = await runningFleet('a');
    fleet.ledger.push(past('p1', MINUTE_MS, done('p1')));
    await seenBefore(fleet);
    const { seen } = kept.get('assignments.own') as { seen: readonly object[] };
    const wrong = [
      7,
      { ...seen[0], state: 'toString' },
      { ...seen[0], role: 3 },
      { ...seen[0], subject: null },
    ];
    kept.set('assignments.own', { seen: [...wrong, ...seen], olderCount: 0 });
    expect(openWindow(fleet).last.all).toEqual({ seen, olderCount: 0 });
    for (const nonsense of ['x', null, { seen: 1, olderCount: 0 }, { seen }]) {
      kept.set('assignments.own', nonsense);
      expect(openWindow(fleet).last.all).toBeNull();
    }
  });
});
