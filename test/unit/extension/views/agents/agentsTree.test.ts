import { beforeEach, describe, expect, it } from 'vitest';
import { START_MS } from '../../../fakes/fleet/fakeAgents.ts';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import { FleetError } from '../../../../../src/core/errors.ts';
import { commandItem, MINUTE_MS, runningFleet } from '../../support.ts';
import { assignmentRequest } from '../../../fakes/requests.ts';
import { settings, treeOf } from './support.ts';

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
