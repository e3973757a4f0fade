import type { Stage } from './stage.ts';
import { dayOfTwenty, figuresPage, oddPage } from './papers.ts';

/** Webviews of the real window, told what hardly ever happens. */
export async function paperScenes(stage: Stage): Promise<void> {
  const { bench } = stage.panel;
  const word = (english: string): string => stage.word(english);
  await stage.scene('100-timeline-day', async () => {
    await stage.run('showTimeline');
    await stage.pageShows('Mila');
    await stage.feed({ type: 'lanes', body: { patches: dayOfTwenty(word) } });
    await bench.webview().locator('vscode-button').nth(2).click();
    await bench.page.waitForTimeout(300);
  });
  await stage.longPage('100-timeline-day');
  await stage.narrow('101-timeline-day-320');
  await bench.runCommand('View: Close All Editors');
  await stage.scene('102-page-odd', async () => {
    await stage.panel.agents.contextAction('Svea', stage.title('showAgent'));
    await stage.pageShows('Svea');
    await stage.feed({ type: 'patch', body: oddPage(word) });
    await bench.page.waitForTimeout(300);
  });
  await stage.longPage('102-page-odd');
  await stage.narrow('103-page-odd-320');
  await stage.scene('104-charts', async () => {
    await stage.feed({ type: 'patch', body: figuresPage(word) });
    await bench.page.waitForTimeout(300);
  });
  await stage.longPage('104-charts');
  for (const [name, media] of [
    ['105-charts-forced-colours', { forcedColors: 'active' }],
    ['106-charts-reduced-motion', { reducedMotion: 'reduce' }],
  ] as const) {
    await stage.scene(name, async () => {
      await bench.page.emulateMedia(media);
      await bench.page.waitForTimeout(500);
    });
    await bench.page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
  }
  await bench.runCommand('View: Close All Editors');
}
