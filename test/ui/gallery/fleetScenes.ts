import { execFileSync } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DemoWorld } from '../../demo/world.ts';
import { writeScriptedHome } from '../../model/index.ts';
import type { StepInput } from '../../model/index.ts';
import { openPanel } from '../panel.ts';
import { editorScenes, pageScenes } from './editorScenes.ts';
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
    env: (world) => ({ ...world.env, CODEX_HOME: world.homes.lead }),
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
  await stage.tooltip('05-agents-tooltip', agents.row('Mila'));
  await stage.tooltip('06-inbox-tooltip', inbox.row(/^Mila: /));
  await stage.tooltip('07-inbox-question-tooltip', inbox.row(/^Ida: /));
  await stage.tooltip('08-agents-limited-tooltip', agents.row('Romy'));
  await agents.toggle('Mila');
  await agents.toggle('Nora');
  await stage.run('checkHealth');
  const health = stage.tree('view.health');
  await health.waitFor(/Vera/, 60_000);
  await stage.onlyViews(['view.health']);
  await stage.scene('09-health', async () => stage.rest());
  await stage.tooltip('10-health-tooltip', health.row(/^Vera: /));
  await stage.onlyViews(['view.assignments', 'view.worktrees']);
  const assignments = stage.tree('view.assignments');
  await assignments.waitFor(/Mila/);
  const worktrees = stage.tree('view.worktrees');
  await worktrees.waitFor(/discounts/, 60_000);
  await stage.scene('11-assignments-worktrees', async () => {
    await worktrees.toggle('discounts').catch(() => {});
    await stage.rest();
  });
  await stage.tooltip('12-assignment-tooltip', assignments.row(/^Mila/));
  await stage.tooltip('13-worktree-tooltip', worktrees.row(/discounts/));
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
  // Codex answers a question by itself after a minute.
  await stage.send('Ida', WORK['Ida'] ?? []);
  await inbox.waitFor(/How shall I report/);
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
  await stage.scene('25-assign-acceptance', async () => {
    await quickInput.tick('docs');
    await quickInput.accept();
    await bench.page.waitForTimeout(700);
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
