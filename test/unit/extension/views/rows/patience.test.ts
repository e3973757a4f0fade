import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PanelFleet } from '../../../../../src/core/panelFleet.ts';
import { AssignmentHistory } from '../../../../../src/extension/assignments/history.ts';
import { FleetService } from '../../../../../src/extension/fleet/fleetService.ts';
import { AssignmentsTree } from '../../../../../src/extension/views/assignments/assignmentsTree.ts';
import { withPatience } from '../../../../../src/extension/views/rows/patience.ts';
import type { RowHandle } from '../../../../../src/extension/views/rows/rowTree.ts';
import { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../../fakes/vscode/index.ts';
import { assignmentRequest } from '../../../fakes/requests.ts';
import { person, silent } from '../../support.ts';

beforeEach(() => {
  ui.reset();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

/** A window in which VS Code has just asked for the rows of the assignments, before there is a fleet. */
function asked(build: () => Promise<PanelFleet>) {
  const service = new FleetService({ build, holder: person, log: silent });
  const history = new AssignmentHistory({ service, log: silent, now: Date.now });
  const tree = new AssignmentsTree(history, Date.now);
  history.onDidChange(() => tree.refresh());
  tree.setVisible(true);
  const changes: unknown[] = [];
  tree.onDidChangeTreeData((what: RowHandle | RowHandle[] | undefined) => changes.push(what));
  const provider = withPatience(tree, async () => history.known());
  const answer: { rows: number | null } = { rows: null };
  const ask = async (): Promise<void> => {
    answer.rows = ((await provider.getChildren()) ?? []).length;
  };
  void ask();
  return { service, history, changes, answer, ask };
}

async function fleetWithOne(): Promise<FakeFleet> {
  const fleet = new FakeFleet();
  await fleet.start('a', { cwd: '/repo', prompt: null }, person);
  await fleet.assign('a', assignmentRequest({ task: 'look' }), null, person);
  return fleet;
}

describe('assignments in a window that opens', () => {
  async function opening() {
    const shown = Promise.withResolvers<void>();
    const fleet = await fleetWithOne();
    const limits: number[] = [];
    const all = fleet.assignments;
    fleet.assignments = async (agentId, limit, how) => {
      limits.push(limit);
      return all(agentId, limit, how);
    };
    const build = async (): Promise<PanelFleet> => Promise.resolve(fleet);
    const service = new FleetService({ build, holder: person, log: silent });
    const history = new AssignmentHistory({ service, log: silent, now: Date.now, rows: shown.promise });
    return { service, history, fleet, limits, shown };
  }

  it('are read as far as a screen shows them, once, until the rows in sight stand there', async () => {
    const { service, history, fleet, limits, shown } = await opening();
    void history.known();
    await service.ready();
    history.watch();
    await fleet.start('b', { cwd: '/repo', prompt: null }, person);
    await fleet.assign('b', assignmentRequest({ task: 'look as well' }), null, person);
    await vi.advanceTimersByTimeAsync(0);
    expect([history.list().length, history.isRead, limits]).toEqual([2, false, [100]]);
    shown.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect([history.isRead, limits]).toEqual([true, [100, 500]]);
  });

  it('are all read at once for somebody who looks for one of them', async () => {
    const { service, history, limits } = await opening();
    await service.ready();
    await history.read();
    expect([history.isRead, limits]).toEqual([true, [100, 500]]);
  });

  it('are not read before somebody looks', async () => {
    const { service, limits, shown } = await opening();
    await service.ready();
    shown.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(limits).toEqual([]);
  });
});

describe('a tree that VS Code asks before anything is known', () => {
  it('answers with its rows when the ledger has been read, and needs no second asking', async () => {
    const { service, changes, answer } = asked(fleetWithOne);
    await vi.advanceTimersByTimeAsync(100);
    expect(answer.rows).toBeNull();
    await service.ready();
    await vi.advanceTimersByTimeAsync(0);
    expect(answer.rows).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(changes).toEqual([]);
  });

  it('says that there is nothing when the fleet cannot be opened', async () => {
    const { service, answer } = asked(async () => Promise.reject(new Error('no')));
    await service.ready().catch(() => {});
    await vi.advanceTimersByTimeAsync(0);
    expect(answer.rows).toBe(0);
  });

  it('says so, too, when the ledger cannot be read', async () => {
    const { service, answer } = asked(async () => {
      const fleet = new FakeFleet();
      fleet.assignments = async () => Promise.reject(new Error('damaged'));
      return Promise.resolve(fleet);
    });
    await service.ready();
    await vi.advanceTimersByTimeAsync(0);
    // The row that says so.
    expect(answer.rows).toBe(1);
  });

  it('keeps nobody waiting for long: what comes later is told as a change', async () => {
    const { service, changes, answer } = asked(fleetWithOne);
    await vi.advanceTimersByTimeAsync(2000);
    expect(answer.rows).toBe(0);
    await service.ready();
    await vi.advanceTimersByTimeAsync(1000);
    expect(changes).not.toEqual([]);
  });

  it('waits once: who shows the view again is answered at once', async () => {
    const { answer, ask } = asked(async () => new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(2000);
    answer.rows = null;
    void ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(answer.rows).toBe(0);
  });
});
