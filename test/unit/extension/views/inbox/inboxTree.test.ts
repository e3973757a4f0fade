import { beforeEach, describe, expect, it } from 'vitest';
import { busyMs } from '../../../../tools/busyMs.ts';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { countNeedsMe } from '../../../../../src/extension/views/inbox/inboxRows.ts';
import {
  commandItem,
  fileItem,
  MINUTE_MS,
  person,
  questionItem,
  runningFleet,
  serviceOver,
} from '../../support.ts';
import { tooltipOf, treeOf } from './support.ts';

async function count(fleet: FakeFleet): Promise<number> {
  return countNeedsMe((await serviceOver(fleet)).snapshots());
}

beforeEach(() => ui.reset());

describe('the inbox', () => {
  it('is empty while nobody asks anything', async () => {
    const fleet = await runningFleet('a', 'b');
    expect(renderTree(await treeOf(fleet))).toBe('');
    expect(await count(fleet)).toBe(0);
  });

  it('lists what waits over all Agentinnen, oldest first, files below their request', async () => {
    const fleet = await runningFleet('a', 'b');
    const later = { openedAtMs: fleet.nowMs + MINUTE_MS };
    fleet.happens('b', { type: 'pendingOpened', item: fileItem(later) });
    fleet.happens('a', {
      type: 'pendingOpened',
      item: commandItem({ command: "/bin/bash -lc 'npm install'" }),
    });
    fleet.happens('b', { type: 'pendingOpened', item: questionItem({ openedAtMs: later.openedAtMs + 1 }) });
    fleet.nowMs += 3 * MINUTE_MS;
    expect(renderTree(await treeOf(fleet), { withContext: true }).split('\n')).toEqual([
      'Mila: npm install  wants to run · 3 min  {pending command decision}',
      'Nora: 2 files  wants to change · 2 min  {pending file decision}',
      '  login.ts  changed · src/login.ts  {change}',
      '  new.md  new · /elsewhere/new.md  {change}',
      'Nora: Which database?  asks · 1 min  {pending question}',
    ]);
    expect(await count(fleet)).toBe(3);
  });

  it('shows files whose names try to look like others as what they are, on one line', async () => {
    const fleet = await runningFleet('a');
    const path = '/repo/src/exe.\u202Egpj\n$(check)\u001B[31m.ts';
    const changes = [{ path, kind: 'add', diff: '' }] as const;
    fleet.happens('a', { type: 'pendingOpened', item: fileItem({ changes }) });
    const tree = await treeOf(fleet);
    for (const drawn of [renderTree(tree), renderTree(tree, { spoken: true })]) {
      expect(drawn.split('\n')).toHaveLength(2);
      // eslint-disable-next-line no-control-regex -- these are what must not be there.
      expect(drawn).not.toMatch(/[\u202E\u001B]/u);
      expect(drawn).toContain(String.raw`exe.\u{202E}gpj $(check)\u{1B}[31m.ts`);
    }
  });

  it('is drawn as fast with a megabyte in it', async () => {
    const fleet = await runningFleet('a');
    const long = `/bin/bash -lc '${'\u202Eab '.repeat(300_000)}`;
    fleet.happens('a', { type: 'pendingOpened', item: commandItem({ command: long, reason: long }) });
    const tree = await treeOf(fleet);
    const busy = busyMs(() => {
      for (let times = 0; times < 20; times += 1) {
        fleet.nowMs += MINUTE_MS;
        tree.refresh();
        expect(renderTree(tree).length).toBeLessThan(300);
      }
    });
    expect((await tooltipOf(fleet)).length).toBeLessThan(200_000);
    // By reading all of it each of them would take a tenth of a second, and all together two.
    expect(busy).toBeLessThan(1000);
  });

  it('shows MCP tools and permissions as decisions', async () => {
    const fleet = await runningFleet('a');
    const base = { turnId: 't', openedAtMs: fleet.nowMs };
    fleet.happens('a', {
      type: 'pendingOpened',
      item: { ...base, key: 't/1', kind: 'mcpTool', server: 'tickets', message: 'close ticket 7' },
    });
    fleet.happens('a', {
      type: 'pendingOpened',
      item: { ...base, key: 't/2', kind: 'permissions', reason: 'network for npm' },
    });
    expect(renderTree(await treeOf(fleet), { withContext: true }).split('\n')).toEqual([
      'Mila: close ticket 7  wants to use tickets · <1 min  {pending mcpTool decision}',
      'Mila: network for npm  wants permissions · <1 min  {pending permissions decision}',
    ]);
  });

  it('says of each kind in words who asks, for what, and since when', async () => {
    const fleet = await runningFleet('a', 'b');
    const base = { turnId: 't', openedAtMs: fleet.nowMs };
    for (const item of [
      commandItem({ command: "/bin/bash -lc 'npm install'" }),
      fileItem(),
      questionItem(base),
      { ...base, key: 't/1', kind: 'mcpTool', server: 'tickets', message: 'close ticket 7' },
      { ...base, key: 't/2', kind: 'permissions', reason: 'network for npm' },
    ] as const)
      fleet.happens('a', { type: 'pendingOpened', item });
    fleet.happens('b', { type: 'session', session: { kind: 'lost' } });
    fleet.nowMs += MINUTE_MS;
    expect(
      renderTree(await treeOf(fleet), { spoken: true })
        .split('\n')
        .toSorted(),
    ).toEqual([
      '  login.ts, changed, src/login.ts',
      '  new.md, new, /elsewhere/new.md',
      'Mila: 2 files, wants to change, 1 min',
      'Mila: Which database?, asks, 1 min',
      'Mila: close ticket 7, wants to use tickets, 1 min',
      'Mila: network for npm, wants permissions, 1 min',
      'Mila: npm install, wants to run, 1 min',
      'Nora: lost, She was running and nobody stopped her. Start brings her back on the same conversation. 1 min',
    ]);
  });

  it('loses a row wherever it was answered', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    const tree = await treeOf(fleet);
    expect(renderTree(tree)).toContain('npm install');
    fleet.happens('a', { type: 'pendingResolved', key: 'turn-1/item-1' });
    expect(renderTree(tree)).toBe('');
  });

  it('lists lost and limited Agentinnen, and counts only those that a person can help', async () => {
    const fleet = await runningFleet('a', 'b');
    fleet.happens('a', { type: 'session', session: { kind: 'lost' } });
    fleet.happens('b', {
      type: 'turnEnded',
      turn: {
        turnId: 't',
        outcome: 'failed',
        failure: { kind: 'usage_limit', codexKind: 'usageLimitExceeded', untilMs: null, model: null },
        endedAtMs: fleet.nowMs,
      },
    });
    const text = renderTree(await treeOf(fleet), { withContext: true });
    expect(text).toContain('Mila: lost  She was running and nobody stopped her.');
    expect(text).toContain('{attention state-lost down}');
    expect(text).toContain('Nora: limit reached  Her account reached a usage limit.');
    expect(await count(fleet)).toBe(1);
  });

  it('says that an Agentin without an app-server waits in its terminal', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'control', control: 'terminal' });
    fleet.happens('a', {
      type: 'sighting',
      sighting: {
        state: 'needs_approval',
        source: 'pane',
        evidence: 'the screen shows an approval dialog',
        atMs: fleet.nowMs,
        untilMs: null,
      },
    });
    expect(renderTree(await treeOf(fleet))).toBe(
      'Mila: needs approval  She waits for an approval in her terminal. · <1 min',
    );
  });

  it('is bounded and says what it leaves out', async () => {
    const fleet = await runningFleet('a');
    for (let index = 0; index < 103; index += 1) {
      fleet.happens('a', { type: 'pendingOpened', item: commandItem({ key: `t/${index}` }) });
    }
    const lines = renderTree(await treeOf(fleet)).split('\n');
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('… and 3 more');
  });

  it('shows the whole command, verbatim, when the pointer rests on it', async () => {
    const fleet = await runningFleet('a');
    const command = `/bin/bash -lc 'echo ${'x'.repeat(300)} | tee *'`;
    fleet.happens('a', { type: 'pendingOpened', item: commandItem({ command }) });
    const tree = await treeOf(fleet);
    const [handle] = tree.getChildren();
    const item = tree.resolveTreeItem(tree.getTreeItem(handle!), handle!);
    expect(typeof item.label === 'string' && item.label.length).toBe(100);
    expect((item.tooltip as { value: string }).value).toContain(`\`\`\`\n${command}\n\`\`\``);
  });
});

describe('who holds her', () => {
  it('is told as far as the person may know it', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: false, idempotencyKey: null }, person);
    const service = await serviceOver(fleet);
    expect(service.snapshot('a')?.lease).toMatchObject({ state: 'held', mine: true });
    expect(service.snapshot('nobody')).toBeUndefined();
  });
});
