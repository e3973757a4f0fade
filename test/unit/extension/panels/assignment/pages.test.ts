import { beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, requestOf } from '../../../../../src/extension/assignForm/draft.ts';
import { CheckResults } from '../../../../../src/extension/checks/results.ts';
import { buildAssignmentPrompt } from '../../../../../src/core/assignment/assignmentPrompt.ts';
import { AssignmentHistory } from '../../../../../src/extension/assignments/history.ts';
import { NO_CONTENT } from '../../../../../src/core/content/content.ts';
import { reduceContent } from '../../../../../src/core/content/contentReducer.ts';
import { assignmentPage } from '../../../../../src/extension/panels/assignment/model.ts';
import type { Work } from '../../../../../src/extension/panels/assignment/work.ts';
import { momentText } from '../../../../../src/extension/text/time.ts';
import { START_MS } from '../../../fakes/fleet/fakeAgents.ts';
import { AssignmentPages } from '../../../../../src/extension/panels/assignment/pages.ts';
import { parseAssignmentPageMessage } from '../../../../../src/extension/panels/page/parseMessage.ts';
import { lastPage } from '../lastPage.ts';
import type { SectionedPage } from '../../../../../src/shared/page.ts';
import { ui } from '../../../fakes/vscode/index.ts';
import { pageBasis, person, runningFleet, serviceOver, silent } from '../../support.ts';

const draft = { ...EMPTY_DRAFT, role: 'worker', task: 'Mend it.', paths: 'src/login' } as const;
const request = requestOf({ ...draft, acceptance: 'npm test\nnpm run lint' });

async function openPage() {
  const fleet = await runningFleet('a');
  const service = await serviceOver(fleet);
  const now = (): number => fleet.nowMs;
  const history = new AssignmentHistory({ service, log: silent, now });
  const { assignment } = await fleet.assign('a', request, null, person);
  const results = new CheckResults();
  const pages = new AssignmentPages({ ...pageBasis, results, service, history, now });
  pages.show(assignment.assignmentId);
  const panel = ui.panels[0]!;
  const page = (): SectionedPage => lastPage(panel.received);
  const text = (): string =>
    page()
      .sections.flatMap(({ heading, facts, empty }) => {
        const lines = facts.map(({ label, value }) => `${label}: ${value}`);
        return [`# ${heading}`].concat(lines.length === 0 ? [empty] : lines);
      })
      .join('\n');
  return { fleet, history, assignment, pages, panel, page, text, results };
}

beforeEach(() => ui.reset());

describe('the page of an assignment', () => {
  it('tells role, paths and receipts, and that the task is stored nowhere', async () => {
    const { panel, page, text } = await openPage();
    expect(panel.received).toEqual([]);
    panel.says({ type: 'ready', body: {} });
    expect([page().title, page().stateText, page().state]).toEqual(['Mila: src/login', 'started', 'running']);
    expect(text()).toMatch(/Agentin: Mila \(a\)\nRole: Arbeitsbiene: writes where she was told to/u);
    expect(text()).toContain('May write: src/login\nEnforced: by the operating system sandbox');
    expect(text()).toMatch(/# Receipts\nAssigned: .*\nAccepted: .*\nStarted: /u);
    expect(text()).toContain('# Task as sent\nTasks are stored nowhere:');
    expect(text()).not.toContain('Mend it.');
  });

  it('tells times that nobody saw here as her conversation has them', async () => {
    const { history, assignment } = await openPage();
    const seen = history.find(assignment.assignmentId)!;
    const delivery = { state: 'completed', turnId: 'turn-1' } as const;
    const known = { ...seen, entry: { ...seen.entry, delivery }, receipts: {} };
    const startedAtMs = START_MS + 90_000;
    const times = { startedAtMs, endedAtMs: startedAtMs + 60_000 };
    const found = { type: 'found', turnId: 'turn-1', isRunning: false, isWhole: false, items: [] } as const;
    const [turn] = reduceContent(NO_CONTENT, { ...found, times }).turns;
    const source = { known, task: null, checks: [], nowMs: START_MS };
    const receipts = (work: Work): readonly string[] =>
      assignmentPage({ ...source, work })
        .sections.find(({ id }) => id === 'receipts')!
        .facts.map(({ value }) => value);
    const [, accepted, ...unseen] = receipts({ kind: 'unknown' });
    expect(accepted).toBe(momentText(seen.entry.createdAtMs, START_MS));
    expect(unseen).toEqual(['yes; this window did not see when', 'yes; this window did not see when']);
    const told = receipts({ kind: 'known', turn: turn! }).slice(2);
    expect(told).toEqual([times.startedAtMs, times.endedAtMs].map((at) => momentText(at, START_MS)));
  });

  it('shows the task when this window sent it, and how it ended', async () => {
    const { fleet, history, assignment, panel, page, text } = await openPage();
    history.rememberTask(assignment.assignmentId, 'Mend it.');
    panel.says({ type: 'ready', body: {} });
    expect(text()).toContain('# Task as sent\nTask: Mend it.');
    const delivery = { state: 'completed', turnId: 'turn-1' } as const;
    fleet.happens('a', { type: 'assignment', assignment: { ...assignment, delivery } });
    expect([page().stateText, page().state]).toEqual(['completed', 'completed']);
    expect(text()).toMatch(/\nCompleted: /u);
    expect(page().actions[1]).toMatchObject({ id: 'assignAgain', isPrimary: true });
  });

  it('knows of an older one what must succeed as her conversation has it, and says where else it is not', async () => {
    const { history, assignment } = await openPage();
    const known = { ...history.find(assignment.assignmentId)!, isCurrent: false };
    const checks = (work: Work): SectionedPage['sections'][number] =>
      assignmentPage({ known, task: null, checks: [], nowMs: START_MS, work }).sections.find(
        ({ id }) => id === 'checks',
      )!;
    const turnWith = (text: string): Work => {
      const message = { kind: 'message', itemId: 'm', by: 'person', text, isWhole: true } as never;
      const found = {
        type: 'found',
        turnId: 't',
        isRunning: false,
        isWhole: false,
        items: [message],
      } as const;
      const times = { startedAtMs: null, endedAtMs: null };
      return { kind: 'known', turn: reduceContent(NO_CONTENT, { ...found, times }).turns[0]! };
    };
    expect(checks({ kind: 'unknown' })).toMatchObject({
      facts: [],
      empty: expect.stringContaining('is stored nowhere') as string,
    });
    expect(checks({ kind: 'looking' }).empty).toBe('Looking it up in her conversation…');
    const told = checks(turnWith(buildAssignmentPrompt(request, null)));
    expect(told.facts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Must succeed: npm test',
      'Must succeed: npm run lint',
    ]);
    expect(checks(turnWith('Just do it.')).empty).toBe('It names no commands that must succeed.');
  });

  it('says of one who is not in the fleet any more that she is not', async () => {
    const { history, assignment } = await openPage();
    const known = { ...history.find(assignment.assignmentId)!, agent: null, isCurrent: false };
    const work: Work = { kind: 'unknown' };
    const page = assignmentPage({ known, task: null, checks: [], nowMs: START_MS, work });
    const about = page.sections.find(({ id }) => id === 'about')!;
    expect(about.facts[0]!.value).toBe('a (not in fleet.json any more)');
    expect(page.sections.find(({ id }) => id === 'plan')!.empty).toContain('nobody can ask her conversation');
    expect(page.actions.map(({ id }) => id)).toEqual(['assignAgain']);
  });

  it('shows what must succeed, and what the checks came to where she works', async () => {
    const { assignment, panel, page, text, results } = await openPage();
    panel.says({ type: 'ready', body: {} });
    expect(text()).toContain('# Checks\nMust succeed: npm test\nMust succeed: npm run lint');
    const key = `acceptance/${assignment.assignmentId}/0`;
    const times = { durationMs: 2500, endedAtMs: null, isOutdated: false };
    const { assignmentId } = assignment;
    results.set('/repo', {
      key,
      name: 'npm test',
      assignmentId,
      state: 'failed',
      output: 'it broke',
      ...times,
    });
    results.set('/repo', {
      key: 'git',
      name: 'git',
      assignmentId: null,
      state: 'passed',
      output: '',
      ...times,
    });
    results.set('/elsewhere', {
      key: 'x',
      name: 'x',
      assignmentId: null,
      state: 'failed',
      output: '',
      ...times,
    });
    expect(text()).toContain(
      '# Checks\nfailed, 2.5 s: npm test\n\nit broke\nMust succeed: npm run lint\npassed, 2.5 s: git\n#',
    );
    expect(page().actions.map(({ id }) => id)).toContain('checkWorktree');
  });

  it('knows when a turn began that was over before anybody knew whose it was', async () => {
    const fleet = await runningFleet('a', 'b');
    const service = await serviceOver(fleet);
    const now = (): number => fleet.nowMs;
    const history = new AssignmentHistory({ service, log: silent, now });
    const { assignment } = await fleet.assign('b', request, null, person);
    const beganMs = fleet.nowMs;
    fleet.happens('a', { type: 'turnStarted', turnId: 'turn-9', startedAtMs: beganMs });
    fleet.nowMs += 7;
    fleet.finishes('a');
    const delivery = { state: 'accepted', turnId: 'turn-9' } as const;
    const told = { ...assignment, assignmentId: 'quick', delivery };
    fleet.happens('a', { type: 'assignment', assignment: told });
    expect(history.find('quick')?.receipts).toEqual({
      accepted: assignment.createdAtMs,
      started: beganMs,
      completed: beganMs + 7,
    });
  });

  it('does what the person presses for this very assignment, and nothing unknown', async () => {
    const { assignment, panel } = await openPage();
    panel.says({ type: 'run', body: { action: 'requestReport' } });
    panel.says({ type: 'run', body: { action: 'stop' } });
    const target = expect.objectContaining({
      agentId: 'a',
      assignmentId: assignment.assignmentId,
    }) as unknown;
    expect(ui.executed).toEqual([{ id: 'codexMaster.requestReport', args: [{ target }] }]);
    expect(parseAssignmentPageMessage({ type: 'run', body: {} })).toBeNull();
  });

  it('is one for each assignment, and ends with its panel', async () => {
    const { assignment, pages, panel } = await openPage();
    pages.show(assignment.assignmentId);
    expect(ui.panels).toHaveLength(1);
    panel.dispose();
    pages.show(assignment.assignmentId);
    expect(ui.panels).toHaveLength(2);
  });

  it('tells only what changed, of its own Agentin alone', async () => {
    const { fleet, assignment, panel } = await openPage();
    panel.says({ type: 'ready', body: {} });
    const delivery = { state: 'completed', turnId: 'turn-1' } as const;
    fleet.happens('b', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    fleet.happens('a', { type: 'assignment', assignment: { ...assignment, delivery } });
    expect(panel.received.map(({ type }) => type)).toEqual(['page', 'patch']);
  });

  it('comes back after a reload, for the assignment that its webview kept', async () => {
    const { assignment, pages, panel } = await openPage();
    panel.dispose();
    const back = ui.window.createWebviewPanel('codexMaster.assignmentPage', 'Mila: src/login');
    pages.restore(back as never, { subject: assignment.assignmentId });
    back.says({ type: 'ready', body: {} });
    expect(lastPage(back.received)).toMatchObject({
      subject: assignment.assignmentId,
      title: 'Mila: src/login',
    });
  });

  it('is closed when nobody knows its assignment any more, but not before the ledger was read', async () => {
    const { history, pages } = await openPage();
    const back = ui.window.createWebviewPanel('codexMaster.assignmentPage', 'Old');
    pages.restore(back as never, { subject: 'of-last-year' });
    back.says({ type: 'ready', body: {} });
    expect(back.isDisposed).toBe(false);
    await history.read();
    expect(back.isDisposed).toBe(true);
  });
});
