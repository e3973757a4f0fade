import type { Stage } from './stage.ts';

/** The pages of the editor area, wide and at 320 pixels. */
export async function pageScenes(stage: Stage): Promise<void> {
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

/** Review, terminal, settings and what the Explorer shows. */
export async function editorScenes(stage: Stage): Promise<void> {
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
    await worktrees.toggle('discounts');
    await worktrees.click('cart.js');
    await bench.openComment('discount');
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
    // What is suggested to search for lies over the first setting.
    await bench.page.locator('.settings-editor .settings-tree-container').click({ position: { x: 5, y: 5 } });
    await bench.page.waitForTimeout(1500);
  });
  // The settings lie over the window, and no scene behind them would be seen.
  await stage.escape();
  await bench.runCommand('View: Close All Editors');
  await stage.scene('66-explorer-letters', async () => {
    await bench.page.keyboard.press('Control+Shift+E');
    await bench.page.locator('.explorer-viewlet .monaco-list-row', { hasText: 'docs' }).first().waitFor();
    await bench.page.waitForTimeout(800);
  });
}
