import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { findBundles, optionsFor } from '../../build.ts';

/** The program of a production build, made here: what `dist` holds may be for development, or of yesterday. */
async function programOf(name: string): Promise<string> {
  const bundle = findBundles().find((one) => one.name === name);
  if (bundle === undefined) throw new Error(`There is no bundle ${name}`);
  const { outputFiles } = await build({ ...optionsFor(bundle, true), write: false });
  return outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '';
}

describe('the program of activation', () => {
  test('brings none of what can come later', async () => {
    const program = await programOf('extension');
    for (const late of ['ZodError', 'Sec-WebSocket-Key', 'node-pty/lib'])
      expect(program.includes(late), late).toBe(false);
  });

  // Each kB of it is compiled while a window opens: what can wait belongs into lateParts.ts.
  test('is no longer than it has to be', async () => {
    expect((await programOf('extension')).length / 1024).toBeLessThan(130);
  });
});

/** kB; some 90 of each are the toolkit: a page is a document of its own and shares nothing with another. */
const PAGE_BUDGETS: Readonly<Record<string, number>> = {
  'webview/assign': 115,
  'webview/page': 165,
  'webview/timeline': 115,
};

describe('the program of a page', () => {
  test('has a budget', () => {
    const pages = findBundles().filter(({ kind }) => kind === 'webview');
    expect(pages.map(({ name }) => name).sort()).toEqual(Object.keys(PAGE_BUDGETS).sort());
  });

  test.each(Object.entries(PAGE_BUDGETS))('%s keeps to it', async (name, budget) => {
    expect((await programOf(name)).length / 1024).toBeLessThan(budget);
  });
});
