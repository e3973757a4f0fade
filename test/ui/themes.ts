import type { Panel } from './panel.ts';

export const THEMES = {
  dark: { name: 'Dark Modern', mark: '.vs-dark' },
  light: { name: 'Light Modern', mark: '.vs' },
  'high-contrast': { name: 'Dark High Contrast', mark: '.hc-black' },
  'high-contrast-light': { name: 'Light High Contrast', mark: '.hc-light' },
} as const;

export type ThemeId = keyof typeof THEMES;
export const THEME_IDS = ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const;

/** Changes the window's theme as a person does, and resolves when it is drawn. */
export async function showTheme({ bench }: Panel, id: ThemeId): Promise<void> {
  await bench.runCommand('Preferences: Color Theme');
  await bench.quickInput.waitFor('Color Theme');
  await bench.quickInput.type(THEMES[id].name);
  await bench.quickInput.choose(THEMES[id].name);
  await bench.page.locator(`.monaco-workbench${THEMES[id].mark}`).waitFor();
}
