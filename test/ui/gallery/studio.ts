import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../../host/paths.ts';
import type { Panel } from '../panel.ts';
import { THEMES } from '../themes.ts';
import type { ThemeId } from '../themes.ts';

export interface GalleryOptions {
  readonly locale: 'en' | 'de';
  readonly themes: readonly ThemeId[];
  /** Whether pictures of this scene are taken; the way to it is gone in any case. */
  readonly isWanted: (scene: string) => boolean;
}

/** A window with these follows what the system is said to prefer. */
export const THEMES_BY_SYSTEM = {
  'window.autoDetectColorScheme': true,
  'window.autoDetectHighContrast': true,
  'workbench.preferredDarkColorTheme': 'Dark Modern',
  'workbench.preferredLightColorTheme': 'Light Modern',
  'workbench.preferredHighContrastColorTheme': 'Default High Contrast',
  'workbench.preferredHighContrastLightColorTheme': 'Default High Contrast Light',
} as const;

interface Media {
  readonly isDark: boolean;
  readonly isHighContrast: boolean;
}

/** Stands in for what the system tells the page, so that themes change while menus and tooltips stay open. Runs there. */
function standInForMedia(): void {
  interface Query {
    matches: boolean;
    readonly listeners: Set<(event: object) => void>;
  }
  const scope = globalThis as unknown as {
    matchMedia: (query: string) => object;
    changeMedia?: (media: Media) => void;
  };
  const real = scope.matchMedia.bind(globalThis);
  const queries = new Map<string, Query>();
  let current: Media = { isDark: true, isHighContrast: false };
  const matches = (query: string): boolean =>
    query.includes('forced-colors') ? current.isHighContrast : query.includes('light') !== current.isDark;
  scope.matchMedia = (query) => {
    if (!/prefers-color-scheme|forced-colors: active/.test(query)) return real(query);
    const known = queries.get(query) ?? { matches: matches(query), listeners: new Set() };
    queries.set(query, known);
    const add = (listener: (event: object) => void): unknown => known.listeners.add(listener);
    return {
      get matches() {
        return known.matches;
      },
      media: query,
      addEventListener: (_type: string, listener: (event: object) => void) => add(listener),
      addListener: add,
      removeEventListener: () => {},
      removeListener: () => {},
    };
  };
  scope.changeMedia = (media) => {
    current = media;
    for (const [query, known] of queries) known.matches = matches(query);
    for (const [query, known] of queries) {
      for (const listener of known.listeners) listener({ matches: known.matches, media: query });
    }
  };
}

function changeMedia(media: Media): void {
  (globalThis as unknown as { changeMedia: (media: Media) => void }).changeMedia(media);
}

/** Takes pictures of what is there in every theme, and finds the window's words in its language. */
export class Studio {
  readonly panel: Panel;
  readonly #options: GalleryOptions;
  readonly #titles: Readonly<Record<string, string>>;
  readonly #bundle: Readonly<Record<string, string>>;

  private constructor(panel: Panel, options: GalleryOptions, texts: readonly Record<string, string>[]) {
    this.panel = panel;
    this.#options = options;
    this.#titles = texts[0] ?? {};
    this.#bundle = texts[1] ?? {};
  }

  static async open(panel: Panel, options: GalleryOptions): Promise<Studio> {
    const isGerman = options.locale === 'de';
    const files = [
      isGerman ? 'package.nls.de.json' : 'package.nls.json',
      ...(isGerman ? ['l10n/bundle.l10n.de.json'] : []),
    ];
    const texts = files.map(async (file) => readFile(path.join(checkout, file), 'utf8'));
    const read = (await Promise.all(texts)).map((text) => JSON.parse(text) as Record<string, string>);
    const { page } = panel.bench;
    await page.addInitScript(standInForMedia);
    await page.reload();
    await page.locator('.monaco-workbench .statusbar-item').first().waitFor();
    // A window that is just coming back may take the click for one that closes.
    const sideBar = page.locator('.part.sidebar');
    for (let time = 0; time < 5 && !(await sideBar.isVisible()); time += 1) {
      await page.locator('.activitybar a.action-label[aria-label^="Codex Master"]').click();
      await sideBar.waitFor({ timeout: 4000 }).catch(() => {});
    }
    return new Studio(panel, options, read);
  }

  /** A command's title. */
  title(command: string): string {
    return this.#titles[`command.${command}.title`] ?? this.#titles[command] ?? command;
  }

  /** A text of the panel, given in English. */
  word(english: string): string {
    return this.#bundle[english] ?? english;
  }

  async run(command: string): Promise<void> {
    await this.panel.bench.runCommand(`Codex Master: ${this.title(command)}`);
  }

  /**
   * One scene: what leads to it, and its pictures. `each`: it must be led to again in each theme, as a tooltip, which closes
   * with a change. A scene that fails is told and left, so that the others are seen.
   */
  async scene(name: string, go: () => Promise<void>, each = false): Promise<void> {
    const { themes, isWanted } = this.#options;
    try {
      if (!each) await go();
      if (!isWanted(name)) return;
      for (const theme of themes) {
        await this.#show(theme);
        if (each) await go();
        await this.panel.bench.screenshot(this.#file(theme, name));
      }
    } catch (error) {
      console.error(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
      await this.panel.bench.screenshot(this.#file('failed', name));
    }
  }

  async #show(theme: ThemeId): Promise<void> {
    const { page } = this.panel.bench;
    const media = { isDark: !theme.includes('light'), isHighContrast: theme.includes('contrast') };
    await page.evaluate(changeMedia, media);
    await page.locator(`.monaco-workbench${THEMES[theme].mark}`).waitFor();
    // Webviews get their colours a moment later, and their elements fade over.
    await page.waitForTimeout(400);
  }

  #file(theme: string, name: string): string {
    return path.join(checkout, '.vscode-test/pictures', this.#options.locale, theme, `${name}.png`);
  }
}
