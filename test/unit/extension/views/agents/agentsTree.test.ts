import { beforeEach, describe, expect, it, vi } from 'vitest';
import { START_MS } from '../../../fakes/fleet/fakeAgents.ts';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import { createAgentsTree } from '../../../../../src/extension/views/agents/agentsTree.ts';
import type { RowHandle, RowTree } from '../../../../../src/extension/views/rows/rowTree.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { FleetError } from '../../../../../src/core/errors.ts';
import { commandItem, MINUTE_MS, noticesFor, runningFleet, serviceOver } from '../../support.ts';
import { assignmentRequest } from '../../../fakes/requests.ts';

const settings = {
  model: 'gpt-5.5',
  effort: 'high',
  approvalPolicy: 'on-request',
  permissions: ':workspace',
};

async function treeOf(fleet: FakeFleet, programs?: readonly string[]): Promise<RowTree> {
  const service = await serviceOver(fleet);
  const notices = noticesFor(service, programs);
  await notices.check();
  const tree = createAgentsTree(service, notices, () => fleet.nowMs);
  service.onDidChangeAgent(() => tree.refresh());
  tree.setVisible(true);
  return tree;
}

/** The ids that the tree asks VS Code to redraw; `*` for everything. */
function redraws(tree: RowTree): string[] {
  const drawn: string[] = [];
  tree.onDidChangeTreeData((what: RowHandle | RowHandle[] | undefined) => {
    if (what === undefined) drawn.push('*');
    else drawn.push(...[what].flat().map((handle) => handle.id));
  });
  return drawn;
}

beforeEach(() => ui.reset());

describe('the tree of Agentinnen', () => {
  it('shows everyone, stopped at first', async () => {
    const fleet = await runningFleet();
    expect(renderTree(await treeOf(fleet), { withContext: true })).toBe(
      ['Mila  stopped  {agent state-stopped down}', 'Nora  stopped  {agent state-stopped down}'].join('\n'),
    );
  });

  it('shows a worker at work with all that is known of her', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'settings', settings });
    await fleet.assign(
      'a',
      assignmentRequest({
        role: 'worker',
        task: 'secret task',
        scope: ['src/auth'],
        writePaths: ['src/auth', 'docs/auth.md'],
        name: 'login',
      }),
      null,
      { owner: 'somebody', kind: 'lead' },
    );
    fleet.happens(
      'a',
      { type: 'turnDoing', turnId: 'turn-1', doing: 'runs a command' },
      {
        type: 'tokens',
        tokens: {
          contextUsedTokens: 31_000,
          contextWindowTokens: 258_000,
          totalTokens: 120_500,
          inputTokens: 1,
          outputTokens: 1,
        },
      },
      {
        type: 'rateLimits',
        rateLimits: {
          primary: { usedPercent: 34.4, windowMinutes: 300, resetsAtMs: null },
          secondary: { usedPercent: 95, windowMinutes: 10_080, resetsAtMs: null },
        },
      },
    );
    fleet.nowMs += 2 * MINUTE_MS;
    const text = renderTree(await treeOf(fleet), { withIcons: true }).split('\n');
    expect(text[0]).toBe('(pulse) Mila  working · 2 min · gpt-5.5 · worker');
    expect(text.slice(1, -1)).toEqual([
      '  (checklist) Assignment  worker · login · src/auth, docs/auth.md · started · 2 min',
      '  (run) Turn  runs a command · 2 min',
      expect.stringMatching(/^ {2}\(key\) Lease {2}held by another client until /u),
      '  (dashboard) Context  12 % of 258K used · 120.5K tokens in all',
      '  (watch) 5 h limit  34 % used',
      '  (watch) Weekly limit  95 % used',
      '  (plug) Control  Codex app-server · thread thread-a',
      '  (folder) Folder  repo · /',
    ]);
    expect(text.at(-1)).toBe('(circle-outline) Nora  stopped');
    expect(text.join('\n')).not.toContain('secret task');
  });

  it('sorts who needs the person to the top and tells menus what can be done', async () => {
    const fleet = await runningFleet('a', 'b');
    const tree = await treeOf(fleet);
    await fleet.send('b', { text: 'go', enter: true, idempotencyKey: null }, { owner: 'x', kind: 'lead' });
    fleet.happens('b', { type: 'pendingOpened', item: commandItem() });
    const roots = tree.getChildren().map((handle) => tree.getTreeItem(handle));
    expect(roots.map((item) => `${item.id}: ${item.contextValue}`)).toEqual([
      'agent/b: agent state-needs_approval running busy',
      'agent/a: agent state-idle running free',
    ]);
    expect(roots[0]?.accessibilityInformation?.label).toBe(
      'Nora, needs approval, less than a minute, default-model',
    );
  });

  it('says until when a limit holds', async () => {
    const fleet = await runningFleet('a');
    const untilMs = START_MS + 3 * 3_600_000;
    fleet.happens('a', {
      type: 'rateLimits',
      rateLimits: { primary: { usedPercent: 100, windowMinutes: 300, resetsAtMs: untilMs }, secondary: null },
    });
    fleet.happens('a', {
      type: 'turnEnded',
      turn: {
        turnId: 't',
        outcome: 'failed',
        failure: { kind: 'usage_limit', codexKind: 'usageLimitExceeded', untilMs: null, model: null },
        endedAtMs: START_MS,
      },
    });
    expect(renderTree(await treeOf(fleet))).toContain('Mila  limit reached until ');
  });

  it('marks a fleet without a sandbox on everyone who runs', async () => {
    const fleet = await runningFleet('a');
    fleet.config = { ...fleet.config, launch: { ...fleet.config.launch, policy: 'yolo' } };
    const text = renderTree(await treeOf(fleet));
    expect(text).toContain('Mila  idle · <1 min · default-model · no sandbox');
    expect(text).toContain('No sandbox  the fleet file says "yolo"');
  });

  it('says what to install, with the command for this machine', async () => {
    const tree = await treeOf(await runningFleet(), ['apt-get', 'codex']);
    expect(renderTree(tree).split('\n')[0]).toBe('tmux is missing  sudo apt-get install -y tmux');
  });

  it('says that the fleet file is broken and opens it', async () => {
    const fleet = await runningFleet();
    const details = { line: 3, field: 'launch.policy', fault: 'must be text' };
    fleet.configProblem = new FleetError('config_invalid', 'fleet.json cannot be used. Correct it.', {
      details,
    });
    const tree = await treeOf(fleet);
    const [notice] = tree.getChildren();
    const item = tree.getTreeItem(notice!);
    expect([item.label, item.description, item.command?.command]).toEqual([
      'fleet.json cannot be used',
      // What it is about is not said twice: what is wrong, and where, is to be seen.
      'line 3, field launch.policy: must be text',
      'codexMaster.openFleetFile',
    ]);
  });

  it('only looks in a workspace that is not trusted, and says so', async () => {
    ui.isTrusted = false;
    expect(renderTree(await treeOf(await runningFleet())).split('\n')[0]).toContain('Restricted Mode');
  });
});

describe('those who need no eye', () => {
  it.each([
    ['none', 'Mila  idle · <1 min · default-model\nNora  stopped'],
    ['stopped', 'Mila  idle · <1 min · default-model\nStopped  1 Agentin\n  Nora  stopped'],
    [
      'idleAndStopped',
      'Idle  1 Agentin\n  Mila  idle · <1 min · default-model\nStopped  1 Agentin\n  Nora  stopped',
    ],
  ])('stand folded away by the setting: %s', async (setting, wanted) => {
    ui.settings.set('codexMaster.foldAgents', setting);
    const text = renderTree(await treeOf(await runningFleet('a'))).split('\n');
    const details = /^ +(?:Lease|Context|Control|Folder|Turn) /u;
    expect(text.filter((line) => !details.test(line)).join('\n')).toBe(wanted);
  });

  it('come back to the top as soon as they need one', async () => {
    ui.settings.set('codexMaster.foldAgents', 'idleAndStopped');
    const fleet = await runningFleet('a');
    const tree = await treeOf(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    expect(renderTree(tree)).toMatch(
      /^Mila {2}needs approval[^]*\nStopped {2}1 Agentin\n {2}Nora {2}stopped$/u,
    );
  });
});

describe('the tooltip', () => {
  it('says in words what our own names mean, why she is led by her terminal, and all that was looked at', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'settings', settings: { ...settings, permissions: 'cm_asg_1' } });
    fleet.happens('a', { type: 'control', control: 'terminal' });
    const peek = fleet.peek.bind(fleet);
    fleet.peek = (agentId, holder) => {
      const seen = peek(agentId, holder);
      const controlWhy = 'this Codex has no app-server that listens';
      return { ...seen, meta: seen.meta === null ? null : { ...seen.meta, controlWhy } };
    };
    const tree = await treeOf(fleet);
    const [handle] = tree.getChildren();
    const item = tree.resolveTreeItem(tree.getTreeItem(handle!), handle!);
    const { value } = item.tooltip as { value: string };
    expect(value).not.toContain('cm_');
    expect(value.split('\n| ').length, 'lines, as many as a screen holds').toBeLessThan(20);
    const plain = value.replaceAll('\\', '');
    expect(plain).toContain('| Sandbox&nbsp;&nbsp; | she may write what her assignment names');
    expect(plain).toContain(
      '| Control&nbsp;&nbsp; | terminal only: this Codex has no app-server that listens',
    );
    expect(plain).toContain('| Also considered&nbsp;&nbsp; | tmux: her session is there');
    expect(renderTree(tree)).toContain('terminal only: this Codex has no app-server that listens');
  });

  it('tells source, evidence and since, and lets nothing in it be read as Markdown', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'settings', settings: { ...settings, model: '[x](command:evil) | y' } });
    const tree = await treeOf(fleet);
    const handle = tree.getChildren()[0]!;
    const item = tree.resolveTreeItem(tree.getTreeItem(handle), handle);
    const text = (item.tooltip as { value: string }).value.replaceAll('\\', '');
    expect(text).toContain('| Why&nbsp;&nbsp; | She waits for a task. |');
    expect(text).toContain('| Evidence&nbsp;&nbsp; | the conversation is idle |');
    expect(text).toContain('| Source&nbsp;&nbsp; | Codex app-server |');
    expect((item.tooltip as { value: string }).value).toContain(String.raw`\[x\]\(command:evil\) &#124; y |`);
  });
});

describe('redrawing', () => {
  it('redraws one row when one row changed', async () => {
    const fleet = await runningFleet('a', 'b');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    fleet.happens('a', { type: 'settings', settings });
    expect(drawn).toEqual(['agent/a']);
  });

  it('redraws nothing when nothing that is seen changed', async () => {
    const fleet = await runningFleet('a', 'b');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    fleet.happens('a', { type: 'looked' });
    expect(drawn).toEqual([]);
  });

  it('draws nothing for a row that went while VS Code was on its way to it', async () => {
    const fleet = await runningFleet('a');
    const tree = await treeOf(fleet);
    const gone = tree.getChildren()[1]!;
    fleet.changeAgents(['a']);
    tree.refresh();
    expect(tree.getTreeItem(gone).label).toBe('');
    expect(tree.getChildren(gone)).toEqual([]);
    expect(tree.getParent(tree.getChildren(tree.getChildren()[0])[0]!)).toBe(tree.getChildren()[0]);
  });

  it('redraws everything when the order changed', async () => {
    const fleet = await runningFleet('a', 'b');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    fleet.happens('b', { type: 'turnStarted', turnId: 't1', startedAtMs: fleet.nowMs });
    expect(drawn).toEqual(['*']);
  });

  it('gathers details, so that a state change after them is drawn at once', async () => {
    vi.useFakeTimers();
    const fleet = await runningFleet('a');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    const tokens = {
      contextUsedTokens: 1,
      contextWindowTokens: 100,
      totalTokens: 1,
      inputTokens: 1,
      outputTokens: 1,
    };
    fleet.happens('a', { type: 'tokens', tokens });
    vi.advanceTimersByTime(500);
    renderTree(tree);
    drawn.length = 0;
    fleet.happens('a', { type: 'tokens', tokens: { ...tokens, contextUsedTokens: 50 } });
    expect(drawn).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(drawn).toEqual(['agent/a/context']);
    tree.dispose();
    vi.useRealTimers();
  });

  it('lets time pass only while someone looks', async () => {
    vi.useFakeTimers();
    const fleet = await runningFleet('a');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    fleet.nowMs += MINUTE_MS;
    vi.advanceTimersByTime(MINUTE_MS);
    expect(drawn).toEqual(['agent/a']);
    tree.setVisible(false);
    expect(vi.getTimerCount()).toBe(0);
    fleet.happens('a', { type: 'settings', settings });
    expect(drawn).toEqual(['agent/a']);
    tree.setVisible(true);
    expect(drawn).toEqual(['agent/a', 'agent/a']);
    tree.dispose();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
