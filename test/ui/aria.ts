import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from './driver.ts';

/**
 * What a screen reader finds, as a text to be read by people: role, name and state of everything, in order. What differs from
 * one run to the next is masked: times, ages, figures, ids, places.
 */
export async function ariaOf(part: Locator): Promise<string> {
  return masked(await part.ariaSnapshot());
}

/** The same of a tree view: its rows by their names, which is all that is said of them. */
export async function ariaOfTree(tree: Locator): Promise<string> {
  const lines = masked(await tree.ariaSnapshot()).split('\n');
  return lines.flatMap(rowLine).join('\n');
}

/** Long for a busy machine; who writes them anew waits as long for each that differs. */
const settledMs = 60_000;

/**
 * Compares with the file of this name beside the tests; `vitest -u` writes it anew. Waits until it is as stored: a window
 * draws what happened a moment later.
 */
export async function expectAria(name: string, read: () => Promise<string>): Promise<void> {
  const file = path.join(import.meta.dirname, 'aria', `${name}.yml`);
  const wanted = existsSync(file) ? await readFile(file, 'utf8') : null;
  const text = async (): Promise<string> => `${await read()}\n`;
  const isSettled = (found: string): boolean => found === wanted;
  const found =
    wanted === null
      ? await text()
      : await eventually(name, text, isSettled, settledMs).catch(async () => text());
  await expect(found).toMatchFileSnapshot(file);
}

/** VS Code repeats label and description below a row's name for the eye, and shows a row's buttons as the pointer comes. */
function rowLine(line: string): string[] {
  const [row] =
    /^\s*- (?:'treeitem "(?:[^"\\]|\\.)*"[^']*'|treeitem "(?:[^"\\]|\\.)*"(?: \[[^\]]*\])*)/u.exec(line) ??
    [];
  if (row !== undefined) return [row];
  return line.startsWith('- tree') ? [line] : [];
}

const MASKS: readonly (readonly [RegExp, string])[] = [
  // What was said last, and what only some runs have: a delivery that was slow, what the terminal's title told.
  [/\n {4}- status(?::[^]*)?\n {4}- alert[^]*$/gu, ''],
  [/\n *- term: <time>\n *- definition: (?:accepted|unconfirmed)\b/gu, ''],
  [/(?<=- term: (?:Also considered|Auch betrachtet)\n *- definition: ).*/gu, '<evidence>'],
  // The glyphs of VS Code's icon font.
  [/[\uE000-\uF8FF]/gu, ''],
  [
    /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d{1,2}:\d\d\s[AP]M\b/gu,
    '<time>',
  ],
  [/\b(?:(?:Mo|Di|Mi|Do|Fr|Sa|So)\.?,? )?\d{1,2}:\d\d\b/gu, '<time>'],
  [/less than a minute|weniger als eine Minute|<1 min|\b\d+ min\b/gu, '<age>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<=[Tt]hread )[0-9a-f]{8}\b/gu, '<id>'],
  [/agent-[ab]-\d{8}T\d+Z/gu, '<worktree>'],
  [/(?:\/[\w.-]+)+\/\.test-homes\/[\w-]+/gu, '<root>'],
  [/\b\d[\d.,]*K?(?= tokens| of \d| in\b| out\b)|(?<= of )\d[\d.,]*K(?= used)/gu, '<n>'],
  [/\b\d[\d.,]*(?= \(<n> in)/gu, '<n>'],
  [/\b\d+ %/gu, '<n> %'],
  [/\b\d+\.\d+\.\d+\b/gu, '<version>'],
];

function masked(text: string): string {
  return MASKS.reduce((shown, [pattern, mask]) => shown.replaceAll(pattern, mask), text);
}
