import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLORS } from '../../../src/extension/views/rows/colors.ts';

interface Color {
  readonly id: string;
  readonly description: string;
  readonly defaults: Readonly<Record<string, string>>;
}

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const texts = (file: string) => JSON.parse(read(file)) as Readonly<Record<string, string>>;
const { contributes } = JSON.parse(read('package.json')) as {
  contributes: { colors: readonly Color[] };
};
const languages = [texts('package.nls.json'), texts('package.nls.de.json')];
const sources = globSync('src/extension/**/*.ts', { cwd: root }).map(read).join('\n');

describe('colours', () => {
  /** The side bars of VS Code's own themes. */
  const grounds = {
    dark: '#181818',
    light: '#f8f8f8',
    highContrast: '#000000',
    highContrastLight: '#ffffff',
  };

  it('are those that rows ask for, each told in both languages, and for every kind of theme', () => {
    expect(contributes.colors.map(({ id }) => id).toSorted()).toEqual(Object.values(COLORS).toSorted());
    for (const { description, defaults } of contributes.colors) {
      const key = /^%([\w.]+)%$/u.exec(description)?.[1] ?? '';
      expect(
        languages.map((language) => language[key]),
        description,
      ).not.toContain(undefined);
      expect(Object.keys(defaults)).toEqual(Object.keys(grounds));
    }
  });

  it('differ by 3 to 1 from what they lie on, those that are not VS Code’s own', () => {
    const faint = contributes.colors.flatMap(({ id, defaults }) =>
      Object.entries(grounds)
        .filter(([theme, ground]) => {
          const color = defaults[theme] ?? '';
          return color.startsWith('#') && contrast(color, ground) < 3;
        })
        .map(([theme]) => `${id} ${theme}`),
    );
    expect(faint).toEqual([]);
  });

  it('of rows that VS Code has none of in high contrast, or a faint one in light themes, are not used', () => {
    expect(sources.match(/'(?:list\.warningForeground|charts\.yellow|disabledForeground)'/gu)).toBeNull();
  });
});

/** Of two colours like `#8a8a8a`, after WCAG 2.2. */
function contrast(one: string, other: string): number {
  const light = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, bright = 0] = [light(one), light(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}
