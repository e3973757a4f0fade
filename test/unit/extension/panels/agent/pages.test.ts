import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentPages } from '../../../../../src/extension/panels/agent/pages.ts';
import { webviewHtml } from '../../../../../src/extension/panels/page/html.ts';
import { TurnDiffs } from '../../../../../src/extension/diffs/turnDiffs.ts';
import { parseAgentPageMessage } from '../../../../../src/extension/panels/page/parseMessage.ts';
import { FleetHistory } from '../../../../../src/extension/panels/timeline/fleetHistory.ts';
import type { SectionedPage } from '../../../../../src/shared/page.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { ui, Uri } from '../../../fakes/vscode/index.ts';
import { lastPage } from '../lastPage.ts';
import {
  commandItem,
  fileItem,
  MINUTE_MS,
  pageBasis,
  questionItem,
  runningFleet,
  serviceOver,
} from '../../support.ts';

async function pagesOver(fleet: FakeFleet): Promise<AgentPages> {
  const service = await serviceOver(fleet);
  const now = (): number => fleet.nowMs;
  const history = new FleetHistory({ service, now });
  const diffs = new TurnDiffs('turn', async () => Promise.resolve(fleet.repositories));
  return new AgentPages({ ...pageBasis, service, history, diffs, now });
}

function pageNow(index = 0): SectionedPage {
  return lastPage(ui.panels[index]?.received ?? []);
}

/** The page as text: headings, facts, bars. */
function text(page: SectionedPage): string {
  const lines = page.sections.flatMap((section) => [
    `# ${section.heading}`,
    ...section.bars.map((bar) => `${bar.label} [${bar.percent}] ${bar.text}`),
    ...section.facts.map((fact) => `${fact.label}: ${fact.value}${fact.isCode ? ' (code)' : ''}`),
    ...(section.facts.length + section.bars.length === 0 ? [section.empty] : []),
  ]);
  return [
    `${page.title}: ${page.stateText} [${page.actions.map((action) => action.title).join('|')}]`,
    ...lines,
  ].join('\n');
}

const why = { section: 'why', anchor: null } as const;

beforeEach(() => ui.reset());

describe('the page of an Agentin', () => {
  it('says nothing before the webview is ready, and everything then', async () => {
    const fleet = await runningFleet('a');
    const pages = await pagesOver(fleet);
    fleet.happens('a', {
      type: 'rateLimits',
      rateLimits: { primary: { usedPercent: 140, windowMinutes: 300, resetsAtMs: null }, secondary: null },
    });
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    pages.show('a', null);
    expect(ui.panels[0]?.received).toEqual([]);
    ui.panels[0]?.says({ type: 'ready', body: {} });
    const shown = text(pageNow());
    expect(shown.split('\n')[0]).toBe(
      'Mila (a): needs approval [Approve|Decline|Attach|Assign…|Send Message…|Stop]',
    );
    expect(shown).toContain('Evidence: an approval request is open\nSource: Codex app-server');
    expect(shown).toContain(
      'Wants to run: npm install (code)\nReason: needs the network\nFolder: /repo\nKeys: Ctrl/Cmd+Enter',
    );
    expect(shown).toContain('5 h limit [100] 140 % used');
    expect(shown).toContain('# Assignment\nNo task has been assigned.');
  });

  it('follows the Agentin while it is visible, and sends again when it is back', async () => {
    const fleet = await runningFleet('a', 'b');
    const pages = await pagesOver(fleet);
    pages.show('a', null);
    const panel = ui.panels[0];
    panel?.says({ type: 'ready', body: {} });
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    expect(pageNow().state).toBe('working');
    const count = panel?.received.length;
    fleet.happens('b', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    panel?.setVisible(false);
    fleet.happens('a', { type: 'session', session: { kind: 'lost' } });
    expect(panel?.received.length).toBe(count);
    panel?.setVisible(true);
    expect(panel?.received.length).toBe(count);
    panel?.says({ type: 'ready', body: {} });
    expect(pageNow().state).toBe('lost');
  });

  it('brings the reasons into view when asked why, once', async () => {
    const pages = await pagesOver(await runningFleet('a'));
    pages.show('a', why);
    const panel = ui.panels[0];
    panel?.says({ type: 'ready', body: {} });
    panel?.says({ type: 'ready', body: {} });
    expect(panel?.received.map((message) => message.type)).toEqual(['page', 'focus', 'page']);
    pages.show('a', why);
    expect(ui.panels).toHaveLength(1);
    expect(panel?.received.at(-1)).toEqual({ type: 'focus', body: why });
  });

  it('tells her turns, each to be gone to, and what was done with her worktree', async () => {
    const fleet = await runningFleet('a');
    const pages = await pagesOver(fleet);
    fleet.happens('a', { type: 'turnStarted', turnId: 't1', startedAtMs: fleet.nowMs });
    fleet.nowMs += 2 * MINUTE_MS;
    fleet.finishes('a');
    fleet.deeds.add('a', {
      id: 'd1',
      kind: 'merged',
      atMs: fleet.nowMs,
      tree: '/repo/tree',
      branch: 'topic',
      onto: 'main',
      commits: 3,
    });
    pages.show('a', { section: 'turns', anchor: 't1' });
    const panel = ui.panels[0];
    panel?.says({ type: 'ready', body: {} });
    const turns = pageNow().sections.find(({ id }) => id === 'turns');
    expect(turns?.facts).toMatchObject([{ value: 'Turn, completed, 2 min', anchor: 't1' }]);
    expect(panel?.received.at(-1)).toEqual({ type: 'focus', body: { section: 'turns', anchor: 't1' } });
    expect(text(pageNow())).toMatch(/# What was done to her\n[^#]*: Merged into main: 3 commits/u);
    expect(text(pageNow())).not.toContain('/repo/tree');
  });

  it('does what the person presses, and nothing that it does not know', async () => {
    const pages = await pagesOver(await runningFleet('a'));
    pages.show('a', null);
    ui.panels[0]?.says({ type: 'run', body: { action: 'interrupt' } });
    ui.panels[0]?.says({ type: 'run', body: { action: 'inbox' } });
    ui.panels[0]?.says({ type: 'run', body: { action: 'approve' } });
    ui.panels[0]?.says({ type: 'steal', body: {} });
    ui.panels[0]?.says(undefined);
    expect(ui.executed).toEqual([
      { id: 'codexMaster.interrupt', args: ['a'] },
      { id: 'codexMaster.inbox.focus', args: [] },
    ]);
  });

  it('answers the one thing that she waits for, by a press or a key, once it stood there long enough to be read', async () => {
    const fleet = await runningFleet('a', 'b');
    const pages = await pagesOver(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    pages.show('a', null);
    const panel = ui.panels[0];
    panel?.says({ type: 'ready', body: {} });
    const row = { id: 'turn-1/item-1', target: { agentId: 'a', itemKey: 'turn-1/item-1', path: null } };
    expect(pages.asked()).toBeNull();
    panel?.says({ type: 'run', body: { action: 'approve' } });
    fleet.nowMs += 500;
    expect(pages.asked()).toEqual([row]);
    panel?.says({ type: 'run', body: { action: 'decline' } });
    expect(ui.executed).toEqual([
      { id: 'codexMaster.approve', args: [null] },
      { id: 'codexMaster.decline', args: [row] },
    ]);
    fleet.happens('a', { type: 'pendingResolved', key: 'turn-1/item-1' });
    expect(pages.asked()).toEqual([]);
  });

  it('leads to the Inbox where she waits for several things: nobody can tell which was meant', async () => {
    const fleet = await runningFleet('a');
    const pages = await pagesOver(fleet);
    for (const key of ['one', 'two'])
      fleet.happens('a', { type: 'pendingOpened', item: { ...commandItem(), key } });
    pages.show('a', null);
    ui.panels[0]?.says({ type: 'ready', body: {} });
    fleet.nowMs += 500;
    expect(pageNow().actions[0]).toMatchObject({ id: 'inbox', isPrimary: true });
    expect(pages.asked()).toEqual([]);
  });

  it('offers what fits: an answer to a question, the changes of files', async () => {
    const fleet = await runningFleet('a', 'b');
    const pages = await pagesOver(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: questionItem() });
    fleet.happens('b', { type: 'pendingOpened', item: fileItem() });
    const answers = ['a', 'b'].map((id, index) => {
      pages.show(id, null);
      ui.panels[index]?.says({ type: 'ready', body: {} });
      return pageNow(index)
        .actions.map((action) => action.id)
        .slice(0, 3);
    });
    expect(answers).toEqual([
      ['answer', 'attach', 'assign'],
      ['approve', 'decline', 'changes'],
    ]);
  });

  it('ends with its panel and leaves no timer', async () => {
    vi.useFakeTimers();
    const fleet = await runningFleet('a');
    const pages = await pagesOver(fleet);
    pages.show('a', null);
    ui.panels[0]?.says({ type: 'ready', body: {} });
    fleet.nowMs += MINUTE_MS;
    vi.advanceTimersByTime(MINUTE_MS);
    expect(ui.panels[0]?.received).toHaveLength(2);
    ui.panels[0]?.dispose();
    expect(vi.getTimerCount()).toBe(0);
    pages.show('a', null);
    expect(ui.panels).toHaveLength(2);
    pages.dispose();
    expect(ui.panels[1]?.isDisposed).toBe(true);
    vi.useRealTimers();
  });
});

describe('the HTML around a page', () => {
  it('lets one script run and nothing else, and escapes what it holds', () => {
    const panel = ui.window.createWebviewPanel('x', '<b>"Mila"</b>');
    const html = webviewHtml(panel as never, Uri.file('/ext') as never, 'page');
    const nonce = /script-src &#39;nonce-([\w-]+)&#39;/u.exec(html)?.[1];
    expect(html).toContain('default-src &#39;none&#39;');
    expect(html).toContain(`<script nonce="${nonce}" src="https://webview.test/ext/dist/webview/page.js">`);
    expect(html).toContain('<title>&lt;b&gt;&quot;Mila&quot;&lt;/b&gt;</title>');
    expect(html).not.toMatch(/unsafe-inline|style="/u);
  });
});

describe('messages of a page', () => {
  it.each([
    [{ type: 'ready', body: {} }, true],
    [{ type: 'run', body: { action: 'stop' } }, true],
    [{ type: 'run', body: { action: 'stop', force: true } }, false],
    [{ type: 'run', body: {} }, false],
    ['ready', false],
    [null, false],
  ])('%j: %s', (message, isKnown) => {
    expect(parseAgentPageMessage(message) !== null).toBe(isKnown);
  });
});
