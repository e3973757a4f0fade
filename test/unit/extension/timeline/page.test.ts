import { beforeEach, describe, expect, it } from 'vitest';
import { parseTimelineMessage } from '../../../../src/extension/panels/parseMessage.ts';
import { TimelinePages } from '../../../../src/extension/panels/timelinePages.ts';
import { FleetHistory } from '../../../../src/extension/timeline/fleetHistory.ts';
import type { Lane, TimelinePage } from '../../../../src/shared/timeline.ts';
import type { FakeFleet } from '../../fakes/fakeFleet.ts';
import { ui, Uri } from '../../fakes/vscode.ts';
import { commandItem, runningFleet, serviceOver, silent } from '../support.ts';

let fleet: FakeFleet;
let pages: TimelinePages;

beforeEach(async () => {
  ui.reset();
  fleet = await runningFleet('a', 'b');
  const service = await serviceOver(fleet);
  const now = (): number => fleet.nowMs;
  const history = new FleetHistory({ service, now });
  pages = new TimelinePages({ service, history, extensionUri: Uri.file('/ext') as never, log: silent, now });
});

function received(): string[] {
  return (ui.panels[0]?.received ?? []).map(({ type, body }) =>
    type === 'lane' ? `lane ${(body as Lane).agentId}` : type,
  );
}

describe('the timeline of the fleet', () => {
  it('has what happened before it was opened, then only the lane that changes', () => {
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    pages.show();
    ui.panels[0]?.says({ type: 'ready', body: {} });
    const page = ui.panels[0]?.received[0]?.body as TimelinePage;
    expect(page.lanes.map((lane) => [lane.title, lane.stateText, lane.entries.length])).toEqual([
      ['Mila (a)', 'working', 1],
      ['Nora (b)', 'idle', 0],
    ]);
    fleet.happens('b', { type: 'pendingOpened', item: commandItem() });
    fleet.happens('b', { type: 'turnDoing', turnId: 'x', doing: null });
    expect(received()).toEqual(['timeline', 'lane b']);
    expect(JSON.stringify(ui.panels[0]?.received)).not.toContain('npm install');
  });

  it('says nothing while nobody sees it, and everything again then', () => {
    pages.show();
    const panel = ui.panels[0];
    panel?.says({ type: 'ready', body: {} });
    panel?.setVisible(false);
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    expect(received()).toEqual(['timeline']);
    pages.show();
    panel?.says({ type: 'ready', body: {} });
    expect(ui.panels).toHaveLength(1);
    expect(received()).toEqual(['timeline', 'timeline']);
  });

  it('opens the place of what is chosen', () => {
    pages.show();
    for (const kind of ['turn', 'waiting', 'assignment', 'agent', 'else'])
      ui.panels[0]?.says({ type: 'open', body: { agentId: 'a', kind } });
    expect(ui.executed.map(({ id }) => id)).toEqual([
      'codexMaster.showAgent',
      'codexMaster.inbox.focus',
      'codexMaster.assignments.focus',
      'codexMaster.showAgent',
    ]);
  });

  it('is filled when VS Code brings it back, and there is only one', () => {
    const panel = ui.window.createWebviewPanel('codexMaster.timeline', 'Timeline');
    pages.restore(panel as never);
    panel.says({ type: 'ready', body: {} });
    expect(panel.received.map(({ type }) => type)).toEqual(['timeline']);
    const second = ui.window.createWebviewPanel('codexMaster.timeline', 'Timeline');
    pages.restore(second as never);
    expect(second.isDisposed).toBe(true);
    pages.dispose();
    expect(panel.isDisposed).toBe(true);
  });
});

describe('messages of the timeline', () => {
  it.each([
    [{ type: 'ready', body: {} }, true],
    [{ type: 'open', body: { agentId: 'a', kind: 'limit' } }, true],
    [{ type: 'open', body: { agentId: 'a', kind: 'limit', more: 1 } }, false],
    [{ type: 'open', body: { agentId: 7, kind: 'limit' } }, false],
    [{ type: 'run', body: {} }, false],
    [null, false],
  ])('%j: %s', (message, isKnown) => {
    expect(parseTimelineMessage(message) !== null).toBe(isKnown);
  });
});
