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

/** Red, green and blue from 0 to 255, and how much of it covers what is behind, from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Reads `rgb(1, 2, 3)` and `rgba(1, 2, 3, 0.5)`, the forms in which a browser gives computed colours. */
export function parseColour(text: string): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha];
}

/** The contrast of text with what lies behind it by WCAG 2.2, from 1 to 21; text needs 4.5. */
export function contrast(text: Colour, behind: Colour): number {
  const shown = text.map((channel, index) => channel * text[3] + (behind[index] ?? 0) * (1 - text[3]));
  const [light = 0, dark = 0] = [luminance(shown), luminance(behind)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
