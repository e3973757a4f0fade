import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PLAIN_FACTS } from '../../../fakes/requests.ts';
import type { LedgerEntry } from '../../../../../src/core/assignment/assignment.ts';
import type { Delivery } from '../../../../../src/core/assignment/delivery.ts';
import { AssignmentHistory } from '../../../../../src/extension/assignments/history.ts';
import { AssignmentsTree } from '../../../../../src/extension/views/assignments/assignmentsTree.ts';
import type { RowHandle } from '../../../../../src/extension/views/rows/rowTree.ts';
import { busyMs } from '../../../../tools/busyMs.ts';
import { START_MS } from '../../../fakes/fleet/fakeAgents.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import { commandItem, MINUTE_MS, person, runningFleet, serviceOver, silent } from '../../support.ts';
import { assignmentRequest } from '../../../fakes/requests.ts';

const HOUR_MS = 60 * MINUTE_MS;

const request = assignmentRequest({
  role: 'worker',
  task: 'secret task',
  scope: ['src'],
  writePaths: ['src/login', 'docs/login.md'],
});

function past(id: string, agoMs: number, change: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    agentId: 'a',
    assignmentId: id,
    createdAtMs: START_MS - agoMs,
    role: 'explorer',
    name: null,
    model: null,
    scope: [],
    writePaths: [],
    enforcement: 'os_sandbox',
    delivery: { state: 'completed', turnId: `turn-${id}` },
    facts: PLAIN_FACTS,
    ...change,
  };
}

interface World {
  readonly tree: AssignmentsTree;
  readonly history: AssignmentHistory;
  /** The ids that were drawn anew; `*` for everything. */
  readonly drawn: string[];
}

/** The tree as it is in the window, seen by somebody. */
async function treeOver(fleet: FakeFleet): Promise<World> {
  const service = await serviceOver(fleet);
  const now = (): number => fleet.nowMs;
  const history = new AssignmentHistory({ service, log: silent, now });
  const tree = new AssignmentsTree(history, now);
  history.onDidChange(() => tree.refresh());
  service.onDidChangeAgent(() => tree.refresh());
  tree.setVisible(true);
  history.watch();
  await history.read();
  renderTree(tree);
  const drawn: string[] = [];
  tree.onDidChangeTreeData((what: RowHandle | RowHandle[] | undefined) => {
    drawn.push(...(what === undefined ? ['*'] : [what].flat().map(({ id }) => id)));
  });
  return { tree, history, drawn };
}

beforeEach(() => ui.reset());

describe('the tree of assignments', () => {
  it('groups by what is going on, newest first, older ones with their day', async () => {
    const fleet = await runningFleet('a', 'b');
    fleet.ledger.push(
      past('p1', 40 * 24 * HOUR_MS, { agentId: 'gone', name: 'audit', role: 'explorer' }),
      past('p2', 39 * 24 * HOUR_MS, { delivery: { state: 'failed', turnId: 't', reason: 'other' } }),
      past('p3', 38 * 24 * HOUR_MS, { delivery: { state: 'started', turnId: 't' } }),
    );
    await fleet.assign('a', request, null, person);
    await fleet.assign('b', { ...request, role: 'explorer', writePaths: [] }, null, person);
    fleet.happens('b', { type: 'pendingOpened', item: commandItem() });
    fleet.nowMs += 2 * MINUTE_MS;
    const { tree } = await treeOver(fleet);
    const lines = renderTree(tree, { withIcons: true }).split('\n');
    expect(lines).toEqual([
      '(run-all) Running  1',
      '  (pulse) Mila: src/login, docs/login.md  accepted · 2 min · worker',
      '(bell) Waiting  1',
      '  (bell-dot) Nora: src  needs approval · 2 min · explorer',
      '(history) Older  3',
      expect.stringMatching(
        /^ {2}\(circle-outline\) Mila: the whole folder {2}started, end not known · .* · explorer$/u,
      ),
      expect.stringMatching(/^ {2}\(error\) Mila: the whole folder {2}failed · .* · explorer$/u),
      expect.stringMatching(/^ {2}\(pass\) gone: audit {2}completed · .* · explorer$/u),
    ]);
    expect(lines.join('\n')).not.toContain('secret task');
  });

  it('moves one that is finished to today, by the event alone', async () => {
    const fleet = await runningFleet('a');
    const { tree } = await treeOver(fleet);
    await fleet.assign('a', request, null, person);
    expect(renderTree(tree)).toBe(
      ['Running  1', '  Mila: src/login, docs/login.md  started · <1 min · worker'].join('\n'),
    );
    settle(fleet, { state: 'completed', turnId: 'turn-1' });
    expect(renderTree(tree)).toMatch(/^Finished today {2}1\n {2}Mila: .* {2}completed · .* · worker/u);
  });

  it('draws one row for one change', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.assign('a', request, null, person);
    await fleet.assign('b', request, null, person);
    const { drawn } = await treeOver(fleet);
    settle(fleet, { state: 'started', turnId: 'turn-1' });
    expect(drawn).toEqual(['assignment/20260101T000000000000Z-a']);
  });

  it('does nothing while nobody looks, and is right when somebody does again', async () => {
    const fleet = await runningFleet('a');
    const { tree, drawn } = await treeOver(fleet);
    tree.setVisible(false);
    await fleet.assign('a', request, null, person);
    expect(drawn).toEqual([]);
    tree.setVisible(true);
    expect(drawn).toEqual(['*']);
    expect(renderTree(tree)).toContain('Running  1');
  });

  it('shows a thousand a page at a time, and one change costs next to nothing', async () => {
    const fleet = await runningFleet('a');
    fleet.config = { ...fleet.config, limits: { ...fleet.config.limits, ledgerRecords: 1000 } };
    for (let index = 0; index < 1000; index += 1)
      fleet.ledger.push(past(`p${index}`, (1000 - index) * 24 * HOUR_MS));
    await fleet.assign('a', request, null, person);
    const { tree, drawn } = await treeOver(fleet);
    const shownOlder = (): string[] =>
      renderTree(tree)
        .split('\n')
        .filter((line) => /completed|more…/u.test(line));
    expect(shownOlder()).toHaveLength(51);
    expect(shownOlder().at(-1)).toBe('  949 more…');
    tree.showMore('older');
    expect(shownOlder().at(-1)).toBe('  899 more…');
    // What is drawn next is not held up by what was drawn just now.
    tree.setVisible(false);
    tree.setVisible(true);
    drawn.length = 0;
    // A tenth of what a person notices, on a machine that is ten times slower.
    expect(busyMs(() => settle(fleet, { state: 'started', turnId: 'turn-1' }))).toBeLessThan(2000);
    expect(drawn).toEqual(['assignment/20260101T000000000000Z-a']);
  });

  it('goes on by pages in every group: a fleet finishes hundreds in a day', async () => {
    const fleet = await runningFleet('a');
    fleet.nowMs += 2 * HOUR_MS;
    for (let index = 0; index < 180; index += 1) fleet.ledger.push(past(`p${index}`, index - HOUR_MS));
    fleet.config = { ...fleet.config, limits: { ...fleet.config.limits, ledgerRecords: 1000 } };
    const { tree } = await treeOver(fleet);
    const shown = (): readonly string[] => renderTree(tree).split('\n');
    expect([shown()[0], shown().at(-1)]).toEqual(['Finished today  180', '  80 more…']);
    const [group] = tree.getChildren();
    const command = tree.getTreeItem(tree.getChildren(group).at(-1)!).command;
    expect(command).toMatchObject({ command: 'codexMaster.moreAssignments', arguments: ['today'] });
    tree.showMore('today');
    expect(shown().at(-1)).toBe('  30 more…');
    tree.showMore('today');
    expect(shown()).toHaveLength(181);
  });

  it('says to a screen reader what stands there, and to menus what can be done', async () => {
    const fleet = await runningFleet('a');
    await fleet.assign('a', request, null, person);
    const { tree } = await treeOver(fleet);
    const [group] = tree.getChildren();
    const [row] = tree.getChildren(group);
    const item = tree.getTreeItem(row!);
    expect(item.accessibilityInformation?.label).toBe(
      'Mila: src/login, docs/login.md, accepted, less than a minute, worker',
    );
    expect(item.contextValue).toBe('assignment running known');
    expect(tree.getTreeItem(group!).accessibilityInformation?.label).toBe('Running: 1 assignment');
    expect(row?.target).toMatchObject({ agentId: 'a', assignmentId: '20260101T000000000000Z-a' });
  });

  it('keeps what it knows when the ledger cannot be read', async () => {
    const fleet = await runningFleet('a');
    await fleet.assign('a', request, null, person);
    fleet.ledger.length = 0;
    fleet.isLedgerReadable = false;
    const { tree, history } = await treeOver(fleet);
    expect(history.isReadable).toBe(false);
    expect(renderTree(tree)).toMatch(/^The ledger cannot be read {2}older assignments are missing here/u);
    settle(fleet, { state: 'started', turnId: 'turn-1' });
    expect(renderTree(tree)).toMatch(/started · .* · worker/u);
  });
});

describe('the history behind it', () => {
  it('tells when each state was seen', async () => {
    const fleet = await runningFleet('a');
    const { history } = await treeOver(fleet);
    await fleet.assign('a', request, null, person);
    fleet.nowMs += MINUTE_MS;
    settle(fleet, { state: 'started', turnId: 'turn-1' });
    fleet.nowMs += MINUTE_MS;
    settle(fleet, { state: 'completed', turnId: 'turn-1' });
    expect(history.list()[0]?.receipts).toEqual({
      accepted: START_MS,
      started: START_MS,
      completed: START_MS + 2 * MINUTE_MS,
    });
  });

  it('shows the newest, and how many there are, before anybody is asked what became of hers', async () => {
    const fleet = await runningFleet('a');
    for (let index = 0; index < 300; index += 1)
      fleet.ledger.push(past(`p${index}`, (300 - index) * 24 * HOUR_MS));
    const read = fleet.assignments;
    fleet.assignments = async (agentId, limit, options) =>
      options?.asks === false ? read(agentId, limit, options) : new Promise(() => {});
    const service = await serviceOver(fleet);
    const history = new AssignmentHistory({ service, log: silent, now: () => fleet.nowMs });
    const tree = new AssignmentsTree(history, () => fleet.nowMs);
    history.watch();
    await vi.waitFor(() => expect(renderTree(tree)).toContain('Older  300'));
    expect(history.list()).toHaveLength(100);
    expect(renderTree(tree).split('\n').at(-1)).toBe('  250 more…');
    // What is not in the list may still be in the ledger.
    expect(history.isRead).toBe(false);
    history.dispose();
  });

  it('reads the ledger only while somebody looks, and once for many changes', async () => {
    const fleet = await runningFleet('a');
    const service = await serviceOver(fleet);
    const history = new AssignmentHistory({ service, log: silent, now: () => fleet.nowMs });
    await fleet.assign('a', request, null, person);
    expect(fleet.calls.filter((call) => call.startsWith('assignments'))).toEqual([]);
    const watching = history.watch();
    settle(fleet, { state: 'started', turnId: 'turn-1' });
    settle(fleet, { state: 'completed', turnId: 'turn-1' });
    await history.read();
    // The first time the newest are read before the rest.
    expect(fleet.calls.filter((call) => call.startsWith('assignments')).length).toBeLessThanOrEqual(3);
    watching.dispose();
    fleet.calls.length = 0;
    await fleet.assign('a', request, null, person);
    expect(fleet.calls.filter((call) => call.startsWith('assignments'))).toEqual([]);
    history.dispose();
  });
});

/** What the supervisor hears of Mila's assignment. */
function settle(fleet: FakeFleet, delivery: Delivery): void {
  const { assignment } = fleet.peek('a', person).model;
  if (assignment === null) throw new Error('She has no assignment.');
  fleet.happens('a', { type: 'assignment', assignment: { ...assignment, delivery } });
}
