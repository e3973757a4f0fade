import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Deed } from '../../../../../src/core/agent/deeds.ts';
import { EMPTY_DRAFT, requestOf } from '../../../../../src/extension/assignForm/draft.ts';
import { parseTimelineMessage } from '../../../../../src/extension/panels/page/parseMessage.ts';
import type { PageFocus } from '../../../../../src/extension/panels/places.ts';
import { TimelinePages } from '../../../../../src/extension/panels/timeline/pages.ts';
import { FleetHistory } from '../../../../../src/extension/panels/timeline/fleetHistory.ts';
import type { LanePatch, TimelinePage } from '../../../../../src/shared/timeline.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../../fakes/vscode/index.ts';
import { commandItem, MINUTE_MS, pageBasis, runningFleet, serviceOver } from '../../support.ts';

let fleet: FakeFleet;
let pages: TimelinePages;
/** Where the person was brought. */
let places: string[];
let hasRows: boolean;

const merged: Deed = {
  id: 'd1',
  kind: 'merged',
  atMs: 0,
  tree: '/repo/tree',
  branch: 'topic',
  onto: 'main',
  commits: 2,
};

beforeEach(async () => {
  vi.useFakeTimers();
  ui.reset();
  [places, hasRows] = [[], true];
  fleet = await runningFleet('a', 'b');
  const service = await serviceOver(fleet);
  const now = (): number => fleet.nowMs;
  const history = new FleetHistory({ service, now });
  const row = async (text: string): Promise<boolean> => {
    if (hasRows) places.push(text);
    return Promise.resolve(hasRows);
  };
  pages = new TimelinePages({
    service,
    history,
    ...pageBasis,
    now,
    places: {
      rows: {
        inbox: async (agentId, key) => row(`inbox ${agentId} ${key}`),
        worktree: async (tree) => row(`worktree ${tree}`),
        assignment: async (id) => void (await row(`assignment ${id}`)),
      },
      showAgent: (agentId: string, focus: PageFocus) =>
        void places.push(`page ${agentId} ${focus?.section} ${focus?.anchor}`),
    },
  });
});

afterEach(() => vi.useRealTimers());

function page(): TimelinePage {
  return ui.panels[0]?.received.find(({ type }) => type === 'timeline')?.body as TimelinePage;
}

function patches(): LanePatch[] {
  const told = (ui.panels[0]?.received ?? []).filter(({ type }) => type === 'lanes');
  return told.flatMap(({ body }) => (body as { patches: LanePatch[] }).patches);
}

function kinds(): string[] {
  return (ui.panels[0]?.received ?? []).map(({ type }) => type);
}

function open(): void {
  pages.show();
  ui.panels[0]?.says({ type: 'ready', body: {} });
}

describe('the timeline of the fleet', () => {
  it('has what happened before it was opened, in time, then only what is different', () => {
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    fleet.deeds.add('a', { ...merged, atMs: fleet.nowMs - MINUTE_MS });
    open();
    expect(
      page().lanes.map((lane) => [lane.title, lane.stateText, lane.entries.map(({ id }) => id)]),
    ).toEqual([
      ['Mila (a)', 'working', ['deed/d1', 'turn/t']],
      ['Nora (b)', 'idle', []],
    ]);
    expect(page().lanes[0]?.entries[0]).toMatchObject({
      kind: 'merged',
      text: 'Merged into main: 2 commits',
    });
    fleet.happens('b', { type: 'pendingOpened', item: commandItem() });
    expect(patches()).toMatchObject([
      { agentId: 'b', stateText: 'needs approval', entries: [{ kind: 'waiting' }], gone: [] },
    ]);
    expect(JSON.stringify(ui.panels[0]?.received)).not.toMatch(/npm install|\/repo\/tree/u);
  });

  it('tells a change at once and those that follow together, and nothing when nothing differs', () => {
    open();
    for (let index = 0; index < 20; index += 1) {
      fleet.happens('a', { type: 'turnStarted', turnId: `t${index}`, startedAtMs: fleet.nowMs });
      fleet.finishes('a');
    }
    fleet.happens('b', { type: 'turnDoing', turnId: 'x', doing: null });
    expect(kinds()).toEqual(['timeline', 'lanes']);
    vi.advanceTimersByTime(50);
    expect(kinds()).toEqual(['timeline', 'lanes', 'lanes']);
    const told = patches().flatMap(({ entries }) => entries);
    expect(new Set(told.map(({ id }) => id)).size).toBe(20);
    vi.advanceTimersByTime(1000);
    expect([kinds().length, patches().every(({ agentId }) => agentId === 'a')]).toEqual([3, true]);
  });

  it('says nothing while nobody sees it, and everything again then', () => {
    open();
    ui.panels[0]?.setVisible(false);
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    vi.advanceTimersByTime(1000);
    expect(kinds()).toEqual(['timeline']);
    open();
    expect([ui.panels.length, kinds()]).toEqual([1, ['timeline', 'timeline']]);
  });

  it('is filled when VS Code brings it back, and there is only one', () => {
    const panel = ui.window.createWebviewPanel('codexMaster.timeline', 'Timeline');
    pages.restore(panel as never);
    panel.says({ type: 'ready', body: {} });
    expect(kinds()).toEqual(['timeline']);
    const second = ui.window.createWebviewPanel('codexMaster.timeline', 'Timeline');
    pages.restore(second as never);
    expect(second.isDisposed).toBe(true);
    pages.dispose();
    expect([panel.isDisposed, vi.getTimerCount()]).toEqual([true, 0]);
  });
});

describe('a mark on the timeline', () => {
  async function opens(entryId: string | null): Promise<string[]> {
    places.length = 0;
    ui.panels[0]?.says({ type: 'open', body: { agentId: 'a', entryId } });
    await vi.waitFor(() => expect(places.length + ui.executed.length).toBeGreaterThan(0));
    return places;
  }

  it('leads to the request in the Inbox, to the turn when it is answered', async () => {
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    open();
    expect(await opens('waiting/turn-1/item-1')).toEqual(['inbox a turn-1/item-1']);
    fleet.happens('a', { type: 'pendingResolved', key: 'turn-1/item-1' });
    expect(await opens('waiting/turn-1/item-1')).toEqual(['page a turns t']);
  });

  it('leads to a turn, a worktree, the log when that is gone, and her page otherwise', async () => {
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    fleet.deeds.add('a', { ...merged, atMs: fleet.nowMs });
    open();
    expect(await opens('turn/t')).toEqual(['page a turns t']);
    expect(await opens('deed/d1')).toEqual(['worktree /repo/tree']);
    hasRows = false;
    expect(await opens('deed/d1')).toEqual(['page a log null']);
    expect(await opens(null)).toEqual(['page a undefined undefined']);
    expect(await opens('turn/never')).toEqual(['page a undefined undefined']);
  });

  it('leads to the page of an assignment, and selects its row', async () => {
    const request = requestOf({ ...EMPTY_DRAFT, task: 'Look.', paths: 'src' });
    const { assignment } = await fleet.assign('a', request, null, { owner: 'p', kind: 'person' });
    open();
    const id = assignment.assignmentId;
    await opens(`assignment/${id}`);
    await vi.waitFor(() => expect(places).toEqual([`assignment ${id}`]));
    expect(ui.executed).toMatchObject([
      { id: 'codexMaster.showAssignment', args: [{ target: { agentId: 'a', assignmentId: id } }] },
    ]);
  });
});

describe('messages of the timeline', () => {
  it.each([
    [{ type: 'ready', body: {} }, true],
    [{ type: 'open', body: { agentId: 'a', entryId: 'turn/t' } }, true],
    [{ type: 'open', body: { agentId: 'a', entryId: null } }, true],
    [{ type: 'open', body: { agentId: 'a', entryId: null, more: 1 } }, false],
    [{ type: 'open', body: { agentId: 7, entryId: null } }, false],
    [{ type: 'run', body: {} }, false],
    [null, false],
  ])('%j: %s', (message, isKnown) => {
    expect(parseTimelineMessage(message) !== null).toBe(isKnown);
  });
});
