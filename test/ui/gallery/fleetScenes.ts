import { execFileSync } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DemoWorld } from '../../demo/world.ts';
import { writeScriptedHome } from '../../model/index.ts';
import type { StepInput } from '../../model/index.ts';
import { openPanel } from '../panel.ts';
import { Stage } from './stage.ts';
import { THEMES_BY_SYSTEM } from './studio.ts';
import type { GalleryOptions } from './studio.ts';

const MORE = ['Ida', 'Romy', 'Tilda', 'Vera'] as const;

/** Everything of a fleet of six that is in the middle of its work. */
export async function fleetScenes(options: GalleryOptions): Promise<void> {
  const isGerman = options.locale === 'de';
  const panel = await openPanel('gallery', {
    size: { width: 1280, height: 1000 },
    prepare,
    settings: THEMES_BY_SYSTEM,
    env: (world) => ({ ...world.env, HOME: world.root, CODEX_HOME: world.homes.lead }),
    ...(isGerman ? { locale: 'de', views: { agents: 'Agentinnen', inbox: 'Posteingang' } } : {}),
  });
  try {
    const stage = await Stage.open(panel, options);
    await begin(stage);
    await treeScenes(stage);
    await pickScenes(stage);
    await pageScenes(stage);
    await editorScenes(stage);
  } finally {
    await panel.dispose();
  }
}

async function prepare(world: DemoWorld): Promise<void> {
  const fleet = JSON.parse(await readFile(world.fleetFile, 'utf8')) as { agents: object[] };
  for (const name of MORE) {
    const home = path.join(world.root, name.toLowerCase());
    await writeScriptedHome(home, { port: world.model.port, projects: [world.workspace] });
    fleet.agents.push({ id: name.toLowerCase(), name, home });
  }
  await writeFile(world.fleetFile, JSON.stringify(fleet));
  await rename(path.join(world.root, 'vera'), path.join(world.root, 'vera-away'));
  makeWorktrees(world);
}

/** Two branches that do not go together, and one without changes. */
function makeWorktrees({ root, workspace }: DemoWorld): void {
  const git = (folder: string, ...args: readonly string[]): void => {
    execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
  };
  git(workspace, 'config', 'user.name', 'Demo');
  git(workspace, 'config', 'user.email', 'demo@localhost');
  for (const [name, line] of [
    ['cart-with-counts', 'items.reduce((sum, item) => sum + item.price * item.count, 0)'],
    ['discounts', 'items.reduce((sum, item) => sum + item.price - item.discount, 0)'],
  ] as const) {
    const tree = path.join(root, name);
    git(workspace, 'worktree', 'add', '-q', '-b', name, tree);
    execFileSync(
      'sh',
      [
        '-c',
        `printf '%s' "$1" > src/cart.js; echo "# ${name}" > docs/${name}.md`,
        'sh',
        `export const total = (items) => ${line};\n`,
      ],
      { cwd: tree },
    );
    git(tree, 'add', '.');
    git(tree, 'commit', '-q', '-m', `${name}: another sum`);
  }
  execFileSync('sh', ['-c', 'echo "not yet" > docs/open.md'], { cwd: path.join(root, 'discounts') });
  git(workspace, 'worktree', 'add', '-q', '-b', 'release-notes', path.join(root, 'release-notes'));
}

const WORK: Readonly<Record<string, readonly StepInput[]>> = {
  Ida: [
    {
      do: 'askPerson',
      questions: [
        {
          id: 'format',
          header: 'Format',
          question: 'How shall I report to you?',
          options: [
            { label: 'Short', description: 'Three sentences.' },
            { label: 'Long', description: 'With every place in the code.' },
          ],
        },
      ],
    },
  ],
  Romy: [
    {
      do: 'rateLimits',
      limits: { primary: { usedPercent: 100, resetsInSeconds: 1800 }, secondary: { usedPercent: 64 } },
    },
    { do: 'usageLimit', resetsInSeconds: 1800 },
  ],
  Tilda: [
    { do: 'runCommand', cmd: 'ls', usage: { inputTokens: 40_000 } },
    { do: 'runCommand', cmd: 'ls -a', usage: { inputTokens: 90_000 } },
    { do: 'say', text: 'Looked at.' },
  ],
};

async function begin(stage: Stage): Promise<void> {
  const { panel } = stage;
  panel.world.model.setRateLimits({
    primary: { usedPercent: 41, resetsInSeconds: 2 * 3600 },
    secondary: { usedPercent: 18, resetsInSeconds: 3 * 86_400 },
  });
  await stage.sideBar(420);
  await panel.agents.waitFor(/Mila[^]*Vera/);
  await stage.scene('01-all-stopped', async () => {});
  await stage.run('startAll');
  const ready = (text: string): boolean =>
    ['Mila', 'Nora', ...MORE.slice(0, 3)].every((name) => text.includes(`${name} · ${stage.word('idle')}`));
  await panel.agents.waitFor(ready, 180_000);
  await stage.scene('02-all-idle', async () => {});
  await stage.assign('Nora', 'Review the cart: is the sum always right?', 'explorer');
  await stage.assign('Mila', 'Write the release notes for 1.4.', 'worker');
  for (const [name, steps] of Object.entries(WORK)) await stage.send(name, steps);
  await panel.inbox.waitFor(/npm pack[^]*How shall I report|How shall I report[^]*npm pack/, 60_000);
}

async function treeScenes(stage: Stage): Promise<void> {
  const { agents, inbox } = stage.panel;
  await stage.scene('03-notifications', async () => {});
  await stage.closeNotifications();
  await stage.scene('04-agents-expanded', async () => {
    await agents.toggle('Mila');
    await agents.toggle('Nora');
    await stage.rest();
  });
  await stage.scene('05-agents-tooltip', async () => stage.tooltip(agents.row('Mila')));
  await stage.scene('06-inbox-tooltip', async () => stage.tooltip(inbox.row(/^Mila: /)));
  await stage.scene('07-inbox-question-tooltip', async () => stage.tooltip(inbox.row(/^Ida: /)));
  await stage.scene('08-agents-limited-tooltip', async () => stage.tooltip(agents.row('Romy')));
  await agents.toggle('Mila');
  await agents.toggle('Nora');
  await stage.run('checkHealth');
  const health = stage.tree('view.health');
  await health.waitFor(/Vera/, 60_000);
  await stage.onlyViews(['view.health']);
  await stage.scene('09-health', async () => stage.rest());
  await stage.scene('10-health-tooltip', async () => stage.tooltip(health.row(/^Vera: /)));
  await stage.onlyViews(['view.assignments', 'view.worktrees']);
  const assignments = stage.tree('view.assignments');
  await assignments.waitFor(/Mila/);
  const worktrees = stage.tree('view.worktrees');
  await worktrees.waitFor(/discounts/, 60_000);
  await stage.scene('11-assignments-worktrees', async () => {
    await worktrees.toggle('discounts').catch(() => {});
    await stage.rest();
  });
  await stage.scene('12-assignment-tooltip', async () => stage.tooltip(assignments.row(/^Mila/)));
  await stage.scene('13-worktree-tooltip', async () => stage.tooltip(worktrees.row(/discounts/)));
  await stage.onlyViews(['view.agents', 'view.inbox', 'view.assignments', 'view.worktrees', 'view.health']);
  await stage.scene('14-narrow-side-bar', async () => {
    await stage.sideBar(230);
    await stage.rest();
  });
  await stage.sideBar(420);
  await stage.onlyViews(['view.agents', 'view.inbox']);
  await stage.scene('15-agent-menu', async () => agents.row('Nora').click({ button: 'right' }));
  await stage.escape();
  await stage.scene('16-inbox-menu', async () => inbox.row(/^Mila: /).click({ button: 'right' }));
  await stage.escape();
}

async function pickScenes(stage: Stage): Promise<void> {
  const { bench, inbox } = stage.panel;
  const { quickInput } = bench;
  await stage.scene('20-palette', async () => {
    await bench.page.keyboard.press('F1');
    await quickInput.type('>Codex Master: ');
  });
  await stage.escape();
  await stage.scene('21-assign-agent', async () => stage.run('assign'));
  await stage.escape();
  await stage.scene('22-assign-role', async () => {
    await stage.contextPick('Tilda', 'assign');
  });
  await stage.scene('23-assign-task', async () => {
    await quickInput.choose(new RegExp(`^${stage.role('worker')}`));
    await bench.page.waitForTimeout(500);
  });
  await stage.scene('24-assign-paths', async () => {
    await quickInput.type('Write down what the shop sells.');
    await quickInput.accept();
    await bench.page.waitForTimeout(700);
  });
  await stage.scene('25-assign-confirm', async () => {
    await quickInput.tick('docs');
    await quickInput.accept();
    await bench.dialogText();
  });
  await stage.escape();
  await stage.scene('26-send', async () => {
    await stage.contextPick('Nora', 'send');
  });
  await stage.escape();
  await stage.scene('27-question', async () => {
    await inbox.contextAction('Ida: How shall I report to you?', stage.title('answerQuestion'));
    await quickInput.waitFor('How shall');
  });
  await stage.escape();
  await stage.scene('28-decline-note', async () => {
    await inbox.row(/^Mila: /).click({ button: 'right' });
    await bench.page
      .locator('.monaco-menu .action-label')
      .getByText(stage.title('declineWithNote'), { exact: true })
      .hover();
    await bench.page.keyboard.press('Enter');
    await quickInput.waitFor('Mila');
  });
  await stage.escape();
  await stage.scene('29-stop-all', async () => {
    await stage.run('stopAll');
    await bench.dialogText();
  });
  await stage.escape();
  for (const [name, command] of [
    ['30-create-worktree', 'createWorktree'],
    ['31-fix-health', 'fixHealth'],
    ['32-register', 'registerMasterjet'],
    ['33-install', 'installForCodex'],
    ['34-attach', 'attach'],
  ] as const) {
    await stage.scene(name, async () => {
      await stage.run(command);
      await bench.page.waitForTimeout(1500);
    });
    await stage.escape();
  }
}

async function pageScenes(stage: Stage): Promise<void> {
  const { bench, agents } = stage.panel;
  for (const [name, agent] of [
    ['40-agent-page-approval', 'Mila'],
    ['41-agent-page-working', 'Nora'],
    ['42-agent-page-limited', 'Romy'],
    ['43-agent-page-done', 'Tilda'],
  ] as const) {
    await stage.scene(name, async () => {
      await agents.contextAction(agent, stage.title('showAgent'));
      await stage.pageShows(agent);
    });
    await stage.longPage(name);
  }
  await stage.narrow('44-agent-page-320');
  await stage.scene('45-assignment-page', async () => {
    await stage.onlyViews(['view.agents', 'view.assignments']);
    await stage.tree('view.assignments').row(/^Mila/).click({ button: 'right' });
    await bench.page
      .locator('.monaco-menu .action-label')
      .getByText(stage.title('showAssignment'), { exact: true })
      .hover();
    await bench.page.keyboard.press('Enter');
    await stage.pageShows('npm|docs');
  });
  await stage.longPage('45-assignment-page');
  await stage.narrow('46-assignment-page-320');
  await stage.scene('47-timeline', async () => {
    await stage.run('showTimeline');
    await stage.pageShows('Tilda');
  });
  await stage.scene('48-timeline-list', async () => bench.webview().locator('summary').first().click());
  await stage.narrow('49-timeline-320');
  await stage.scene('50-form', async () => {
    await stage.run('newAssignment');
    await stage.pageShows(stage.word('What the sandbox will allow'));
  });
  await stage.scene('51-form-filled', async () => {
    const form = bench.webview();
    await form.locator('vscode-radio').nth(1).click();
    await form.locator('#task').fill('Write down what the shop sells.');
    await form.locator('#paths').fill('docs\nsrc/*.ts');
    await bench.page.waitForTimeout(800);
  });
  await stage.scene('52-form-more', async () => {
    await bench.webview().locator('summary').first().click();
    await bench.page.waitForTimeout(300);
  });
  await stage.longPage('52-form-more');
  await stage.narrow('53-form-320');
  await bench.runCommand('View: Close All Editors');
}

async function editorScenes(stage: Stage): Promise<void> {
  const { bench, agents } = stage.panel;
  await stage.onlyViews(['view.agents', 'view.worktrees']);
  const worktrees = stage.tree('view.worktrees');
  await stage.scene('60-review', async () => {
    await worktrees.click('discounts');
    await bench.page.keyboard.press('Control+Enter');
    await bench.page.locator('.multiDiffEntry, .monaco-diff-editor').first().waitFor();
    await bench.page.waitForTimeout(1500);
  });
  await stage.scene('61-comment', async () => {
    await worktrees.click('cart.js');
    await bench.page.locator('.editor.modified .comment-range-glyph').first().waitFor({ state: 'attached' });
    await bench.page.locator('.editor.modified .view-line').first().click();
    await bench.runCommand('Comments: Add Comment on Current Selection');
    await bench.page.locator('.comment-form .monaco-editor, .review-widget .monaco-editor').last().waitFor();
    await bench.page.keyboard.type('Who needs this?');
  });
  await bench.runCommand('View: Close All Editors');
  await stage.scene('62-remove-worktree', async () => {
    await worktrees.click('discounts');
    await bench.page.keyboard.press('Delete');
    await bench.page.waitForTimeout(1500);
  });
  await stage.escape();
  await stage.scene('63-merge-worktree', async () => {
    await worktrees.contextAction('cart-with-counts', stage.title('mergeWorktree'));
    await bench.page.waitForTimeout(1500);
  });
  await stage.escape();
  await stage.scene('64-terminal', async () => {
    await agents.inlineAction('Nora', stage.title('attach'));
    await bench.waitForTerminalText(/OpenAI Codex/);
    await bench.typeInTerminal('half a sentence');
    await bench.page.waitForTimeout(800);
  });
  await stage.scene('65-settings', async () => {
    await bench.runCommand('Preferences: Open Settings (UI)');
    await bench.page.locator('.settings-editor').waitFor();
    await bench.page.keyboard.type('@ext:codex-master.codex-master');
    await bench.page.locator('.settings-editor .setting-item-title').first().waitFor();
    await bench.page.waitForTimeout(1500);
  });
  await stage.scene('66-explorer-letters', async () => {
    await bench.openContainer('Explorer');
    await bench.page.waitForTimeout(500);
  });
}
