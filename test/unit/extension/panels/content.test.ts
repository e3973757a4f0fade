import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContentEvent, TurnContent } from '../../../../src/core/content/content.ts';
import { NO_CONTENT } from '../../../../src/core/content/content.ts';
import { reduceContent } from '../../../../src/core/content/contentReducer.ts';
import { EMPTY_DRAFT, requestOf } from '../../../../src/extension/assignForm/draft.ts';
import { CheckResults } from '../../../../src/extension/checks/results.ts';
import { AssignmentHistory } from '../../../../src/extension/assignments/history.ts';
import { AgentPages } from '../../../../src/extension/panels/agent/pages.ts';
import { AssignmentPages } from '../../../../src/extension/panels/assignment/pages.ts';
import { TurnDiffs } from '../../../../src/extension/diffs/turnDiffs.ts';
import { FleetHistory } from '../../../../src/extension/panels/timeline/fleetHistory.ts';
import { createAgentsTree } from '../../../../src/extension/views/agents/agentsTree.ts';
import type { PageSection } from '../../../../src/shared/page.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui, type Uri } from '../../fakes/vscode/index.ts';
import {
  commandItem,
  noticesFor,
  pageBasis,
  person,
  runningFleet,
  serviceOver,
  silent,
  textAt,
} from '../support.ts';
import { lastPage } from './lastPage.ts';

const T = 'turn-1';
const HUNK = '@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three\n';
const DIFF = `diff --git a/docs/a.md b/docs/a.md\n--- a/docs/a.md\n+++ b/docs/a.md\n${HUNK}`;
const written = (more: string): ContentEvent => ({ type: 'written', turnId: T, itemId: 'm', more });
const edit: ContentEvent = {
  type: 'item',
  turnId: T,
  item: {
    kind: 'edit',
    id: 'e',
    state: 'done',
    changes: [{ path: '/repo/docs/a.md', kind: 'update', diff: HUNK }],
  },
};
const said = (id: string, text: string, by: 'agent' | 'person' = 'agent'): ContentEvent => ({
  type: 'item',
  turnId: T,
  item: { kind: 'message', id, by, text, isOver: true, atMs: null },
});
const planned: ContentEvent = {
  type: 'plan',
  turnId: T,
  explanation: null,
  steps: [
    { text: 'Read', state: 'completed' },
    { text: 'Write\u202E', state: 'in_progress' },
  ],
  atMs: 0,
};

async function openAgentPage() {
  const fleet = await runningFleet('a');
  const service = await serviceOver(fleet);
  const now = (): number => fleet.nowMs;
  const history = new FleetHistory({ service, now });
  const diffs = new TurnDiffs('turn', async () => Promise.resolve(fleet.repositories));
  const pages = new AgentPages({ ...pageBasis, service, history, diffs, now });
  pages.show('a', null);
  const panel = ui.panels[0]!;
  panel.says({ type: 'ready', body: {} });
  const section = (id: string): PageSection =>
    lastPage(panel.received).sections.find((one) => one.id === id)!;
  return { fleet, panel, section, diffs, service };
}

function begin(fleet: FakeFleet): void {
  fleet.happens('a', { type: 'turnStarted', turnId: T, startedAtMs: fleet.nowMs });
  fleet.contents.tell('a', { type: 'begun', turnId: T });
}

beforeEach(() => {
  vi.useFakeTimers();
  ui.reset();
});
afterEach(() => vi.useRealTimers());

describe('the page of an Agentin', () => {
  it('says that nothing is known before a turn, and where from', async () => {
    const { section, fleet } = await openAgentPage();
    expect(section('plan').empty).toContain('source: Codex app-server');
    fleet.happens('a', { type: 'control', control: 'terminal' });
    expect(section('changes').empty).toContain('led through her terminal');
  });

  it('says of a command that somebody is asked for that it waits, until there is an answer', async () => {
    const { fleet, section } = await openAgentPage();
    begin(fleet);
    const item = commandItem();
    const command = { kind: 'action', what: 'command', text: 'npm install', state: 'running' } as const;
    const id = item.key.slice(T.length + 1);
    const action = { ...command, id, startedAtMs: 1, endedAtMs: null };
    fleet.contents.tell('a', { type: 'item', turnId: T, item: action });
    fleet.happens('a', { type: 'pendingOpened', item });
    vi.advanceTimersByTime(100);
    expect(section('now').content).toMatchObject({ actions: [{ stateText: 'waits for approval' }] });
    fleet.happens('a', { type: 'pendingResolved', key: item.key });
    vi.advanceTimersByTime(100);
    expect(section('now').content).toMatchObject({ actions: [{ stateText: 'runs' }] });
  });

  it('shows plan, steps, files and messages of the turn that runs', async () => {
    const { fleet, section } = await openAgentPage();
    begin(fleet);
    fleet.nowMs += 1000;
    const command = { kind: 'action', id: 'c', what: 'command', state: 'done', startedAtMs: 1 } as const;
    fleet.contents.tell(
      'a',
      planned,
      { type: 'item', turnId: T, item: { ...command, text: "/bin/bash -lc 'npm test'", endedAtMs: 2 } },
      edit,
      { type: 'diff', turnId: T, diff: DIFF },
      said('p', 'Do it.', 'person'),
      said('m1', 'I **did** it.'),
    );
    vi.advanceTimersByTime(100);
    expect(section('plan').content).toMatchObject({
      summary: '1 of 2 steps done',
      steps: [
        { text: 'Read', stateText: 'done' },
        // What could not be seen is written out.
        { text: String.raw`Write\u{202E}`, stateText: 'in progress' },
      ],
    });
    expect(section('now').content).toMatchObject({ actions: [{ text: 'npm test', stateText: 'done' }] });
    expect(section('changes').content).toMatchObject({
      summary: '1 file, +1 −1',
      files: [{ path: 'docs/a.md', added: 1, removed: 1, kindText: 'changed', patch: HUNK.trimEnd() }],
    });
    expect(section('messages').content).toMatchObject({
      order: ['p', 'm1'],
      messages: [
        { heading: 'To Mila', text: 'Do it.' },
        { heading: 'Mila', text: 'I **did** it.' },
      ],
      spoken: 'Mila says: I **did** it.',
    });
  });

  it('listens to her words only while somebody sees it', async () => {
    const { fleet, panel } = await openAgentPage();
    expect(fleet.contents.watched).toEqual(['a']);
    panel.setVisible(false);
    expect(fleet.contents.watched).toEqual([]);
    panel.setVisible(true);
    panel.says({ type: 'ready', body: {} });
    expect(fleet.contents.watched).toEqual(['a']);
    panel.dispose();
    expect(fleet.contents.watched).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is told at most ten times a second what changed, and of messages only those that did', async () => {
    const { fleet, panel, section } = await openAgentPage();
    begin(fleet);
    fleet.contents.tell('a', said('old', 'x'.repeat(5000)), written('word '));
    vi.advanceTimersByTime(100);
    const before = panel.received.length;
    for (let step = 0; step < 100; step += 1) {
      fleet.contents.tell('a', written('word '));
      fleet.nowMs += 10;
      vi.advanceTimersByTime(10);
    }
    const told = panel.received.slice(before);
    expect(told.length).toBeGreaterThan(5);
    expect(told.length).toBeLessThanOrEqual(11);
    expect(JSON.stringify(told)).not.toContain('x'.repeat(500));
    expect(section('messages').content).toMatchObject({ messages: [{ id: 'old' }, { text: /^(word )+$/ }] });
  });

  it('draws no row of a tree anew', async () => {
    const { fleet, service } = await openAgentPage();
    const tree = createAgentsTree(service, noticesFor(service), () => fleet.nowMs);
    tree.setVisible(true);
    const drawn: unknown[] = [];
    tree.onDidChangeTreeData((row) => drawn.push(row));
    begin(fleet);
    vi.advanceTimersByTime(1000);
    const before = drawn.length;
    fleet.contents.tell('a', planned, edit, said('m1', 'Hello'), written('more'));
    vi.advanceTimersByTime(1000);
    expect(drawn.length).toBe(before);
  });

  it('opens a changed file beside what it was before the turn, and nothing that it did not name', async () => {
    const { fleet, panel } = await openAgentPage();
    ui.files.set('/repo/docs/a.md', 'one\nzwei\nthree\n');
    begin(fleet);
    fleet.contents.tell('a', edit, { type: 'diff', turnId: T, diff: DIFF });
    panel.says({ type: 'openFile', body: { file: '/etc/passwd' } });
    panel.says({ type: 'openFile', body: { file: 'docs/a.md' } });
    await vi.waitFor(() => expect(ui.executed).toHaveLength(1));
    const [left, right, title] = ui.executed[0]!.args as [Uri, Uri, string];
    expect([ui.executed[0]!.id, right.path, title]).toEqual([
      'vscode.diff',
      '/repo/docs/a.md',
      'a.md (Mila: this turn)',
    ]);
    expect(textAt(left)).toBe('one\ntwo\nthree\n');
  });

  it('shows the lines of the diff alone when the file is another one by now', async () => {
    const { fleet, panel } = await openAgentPage();
    ui.files.set('/repo/docs/a.md', 'all new\n');
    begin(fleet);
    fleet.contents.tell('a', edit, { type: 'diff', turnId: T, diff: DIFF });
    panel.says({ type: 'openFile', body: { file: 'docs/a.md' } });
    await vi.waitFor(() => expect(ui.executed).toHaveLength(1));
    const sides = (ui.executed[0]!.args as [Uri, Uri]).slice(0, 2);
    expect(sides.map(textAt)).toEqual(['one\ntwo\nthree', 'one\nzwei\nthree']);
  });
});

describe('the page of an assignment', () => {
  async function openAssignment() {
    const fleet = await runningFleet('a');
    const service = await serviceOver(fleet);
    const now = (): number => fleet.nowMs;
    const history = new AssignmentHistory({ service, log: silent, now });
    const request = requestOf({ ...EMPTY_DRAFT, role: 'worker', task: 'Mend it.', paths: 'docs' });
    const { assignment } = await fleet.assign('a', request, null, person);
    const results = new CheckResults();
    const pages = new AssignmentPages({ ...pageBasis, results, service, history, now });
    const open = () => {
      pages.show(assignment.assignmentId);
      const panel = ui.panels[0]!;
      panel.says({ type: 'ready', body: {} });
      return panel;
    };
    const section = (id: string): PageSection =>
      lastPage(ui.panels[0]!.received).sections.find((one) => one.id === id)!;
    return { fleet, open, section };
  }

  it('shows what its own turn changed, said and took', async () => {
    const { fleet, open, section } = await openAssignment();
    const figures = (total: number) => ({ total, input: total - 10, output: 10 });
    fleet.contents.tell('a', { type: 'begun', turnId: T });
    const panel = open();
    fleet.contents.tell(
      'a',
      edit,
      said('m1', 'First.'),
      said('m2', 'Last.'),
      { type: 'tokens', turnId: T, total: figures(1500), last: figures(1000) },
      { type: 'begun', turnId: 'turn-2' },
      { ...said('m3', 'Of another turn.'), turnId: 'turn-2' } as ContentEvent,
    );
    fleet.nowMs += 200;
    vi.advanceTimersByTime(200);
    expect(section('changes').content).toMatchObject({ files: [{ path: 'docs/a.md' }] });
    expect(section('message').content).toMatchObject({ messages: [{ text: 'Last.' }] });
    expect(section('result').facts[0]).toMatchObject({ label: 'Tokens', value: '1,000 (990 in, 10 out)' });
    panel.says({ type: 'openFile', body: { file: '/repo/docs/a.md' } });
    await vi.waitFor(() => expect(ui.executed[0]?.id).toBe('vscode.diff'));
  });

  it('reads a turn that nobody saw from her conversation, once, with the task', async () => {
    const { fleet, open, section } = await openAssignment();
    const events: ContentEvent[] = [said('p', 'You are…', 'person'), edit];
    const turn: TurnContent = { ...events.reduce(reduceContent, NO_CONTENT).turns[0]!, isRunning: false };
    fleet.contents.record.set(T, turn);
    open();
    expect(section('changes').empty).toContain('Looking it up');
    await vi.waitFor(() => expect(section('changes').content).toMatchObject({ kind: 'files' }));
    expect(section('plan').empty).toContain('Not known: Codex tells a plan once');
    expect(section('task').facts).toMatchObject([{ label: 'From her conversation', value: 'You are…' }]);
    expect(section('result').facts[0]?.value).toContain('not known');
  });

  it('says so when it cannot be had', async () => {
    const { open, section } = await openAssignment();
    open();
    await vi.waitFor(() => expect(section('plan').empty).toContain('Not known'));
  });
});
