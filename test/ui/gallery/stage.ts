import type { Locator } from 'playwright-core';
import { scriptLine } from '../../model/index.ts';
import type { StepInput } from '../../model/index.ts';
import { assignByForm } from '../assigning.ts';
import type { FormEntry } from '../assigning.ts';
import { eventually } from '../driver.ts';
import type { Tree } from '../driver.ts';
import type { Panel } from '../panel.ts';
import { Studio } from './studio.ts';
import type { GalleryOptions } from './studio.ts';

const VIEWS = ['view.agents', 'view.inbox', 'view.assignments', 'view.worktrees', 'view.health'] as const;
export type ViewName = (typeof VIEWS)[number];

interface Poster {
  postMessage(message: object, origin: string): void;
}

/** What a person does between pictures. */
export class Stage {
  readonly panel: Panel;
  readonly #studio: Studio;

  private constructor(panel: Panel, studio: Studio) {
    this.panel = panel;
    this.#studio = studio;
  }

  static async open(panel: Panel, options: GalleryOptions): Promise<Stage> {
    return new Stage(panel, await Studio.open(panel, options));
  }

  title(command: string): string {
    return this.#studio.title(command);
  }

  word(english: string): string {
    return this.#studio.word(english);
  }

  role(role: 'worker' | 'explorer'): FormEntry['role'] {
    return role === 'worker' ? 'Arbeitsbiene' : 'Exploriererin';
  }

  async run(command: string): Promise<void> {
    await this.#studio.run(command);
  }

  async scene(name: string, go: () => Promise<void>, each = false): Promise<void> {
    await this.#studio.scene(name, go, each);
  }

  tree(name: ViewName): Tree {
    return this.panel.bench.tree(this.title(name));
  }

  async assign(agent: string, task: string, role: 'worker' | 'explorer'): Promise<void> {
    const entry = { role: this.role(role), task, ...(role === 'worker' && { paths: 'docs' }) };
    const words = {
      open: this.title('newAssignment'),
      task: this.word('Task'),
      assign: this.word('Assign'),
    };
    await assignByForm(this.panel, agent, entry, words);
    await this.panel.bench.runCommand('View: Close All Editors');
  }

  /** Rows change places with their states, and another one may come under the mouse: then it is done again. */
  async contextPick(agent: string, command: string): Promise<void> {
    const { agents, bench } = this.panel;
    for (let time = 0; time < 5; time += 1) {
      await agents.contextAction(agent, this.title(command)).catch(() => {});
      const heading = async (): Promise<string> => bench.quickInput.heading();
      const isThere = await eventually(agent, heading, (text) => text.includes(agent), 4000).catch(() => '');
      if (isThere !== '') return;
      await this.escape();
    }
    throw new Error(`no ${command} for ${agent}`);
  }

  async send(agent: string, steps: readonly StepInput[]): Promise<void> {
    const { bench } = this.panel;
    await this.contextPick(agent, 'send');
    await bench.quickInput.type(scriptLine(steps));
    await bench.quickInput.accept();
  }

  /** By the mouse, as a person does. */
  async sideBar(width: number): Promise<void> {
    const { page } = this.panel.bench;
    const sideBar = page.locator('.part.sidebar');
    await sideBar.waitFor();
    const box = await sideBar.boundingBox();
    if (box === null) throw new Error('There is no side bar.');
    await page.mouse.move(box.x + box.width, 400);
    await page.mouse.down();
    await page.mouse.move(width, 400, { steps: 5 });
    await page.mouse.up();
  }

  /** Opens these views and closes the others. */
  async onlyViews(names: readonly ViewName[]): Promise<void> {
    const { page } = this.panel.bench;
    await this.panel.bench.openContainer('Codex Master');
    for (const name of VIEWS) {
      const header = page.locator(`.pane-header[aria-label^="${this.title(name)} "]`);
      const isOpen = (await header.getAttribute('aria-expanded')) === 'true';
      if (isOpen !== names.includes(name)) await header.click();
    }
  }

  /** The pointer goes where nothing is. */
  async rest(): Promise<void> {
    const { page } = this.panel.bench;
    await page.locator('.statusbar').hover({ position: { x: 700, y: 10 } });
    await page.waitForTimeout(300);
  }

  async tooltip(name: string, row: Locator): Promise<void> {
    const { page } = this.panel.bench;
    const show = async (): Promise<void> => {
      const hover = page.locator('.workbench-hover:visible').first();
      // A tree that is drawn anew under the pointer shows none.
      for (let time = 0; time < 5 && !(await hover.isVisible()); time += 1) {
        await this.rest();
        await row.hover({ position: { x: 60, y: 10 } });
        await hover.waitFor({ timeout: 3000 }).catch(() => {});
      }
      await hover.waitFor();
      await page.waitForTimeout(300);
    };
    await this.scene(name, show, true);
  }

  async escape(): Promise<void> {
    const { page } = this.panel.bench;
    for (let time = 0; time < 3; time += 1) {
      await page.keyboard.press('Escape');
      await page.waitForTimeout(150);
    }
  }

  async closeNotifications(): Promise<void> {
    await this.panel.bench.runCommand('Notifications: Clear All Notifications');
  }

  async pageShows(text: string): Promise<void> {
    const { bench } = this.panel;
    const read = async (): Promise<string> =>
      bench
        .webview()
        .locator('body')
        .innerText({ timeout: 1000 })
        .catch(() => '');
    await eventually(`${text} on the page`, read, (shown) => new RegExp(text).test(shown));
  }

  /** Tells the visible webview something as the extension would. */
  async feed(message: object): Promise<void> {
    await this.panel.bench
      .webview()
      .locator('html')
      .evaluate((_html, told) => (globalThis as unknown as Poster).postMessage(told, '*'), message);
  }

  /** The page as high as it is. */
  async longPage(name: string): Promise<void> {
    const { page } = this.panel.bench;
    const size = page.viewportSize() ?? { width: 1280, height: 1000 };
    await this.scene(`${name}-long`, async () => {
      const high = await this.panel.bench
        .webview()
        .locator('html')
        .evaluate((html: { scrollHeight: number }) => html.scrollHeight);
      await page.setViewportSize({ width: size.width, height: Math.min(2400, high + 100) });
      await page.waitForTimeout(300);
    });
    await page.setViewportSize(size);
  }

  /** The page at 320 pixels, alone. */
  async narrow(name: string): Promise<void> {
    const { bench } = this.panel;
    const size = bench.page.viewportSize() ?? { width: 1280, height: 1000 };
    await bench.runCommand('View: Toggle Primary Side Bar Visibility');
    await this.scene(name, async () => {
      await bench.page.setViewportSize({ width: 369, height: 1400 });
      await bench.page.waitForTimeout(500);
    });
    await bench.page.setViewportSize(size);
    await bench.runCommand('View: Toggle Primary Side Bar Visibility');
  }
}
