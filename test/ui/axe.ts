import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import type { FrameLocator } from 'playwright-core';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Runs in the page, where axe was put before. */
async function look(): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
  const { violations, passes } = await axe.run({
    iframes: false,
    resultTypes: ['violations', 'passes'],
  });
  if (!passes.some(({ id }) => id === 'color-contrast')) return ['axe saw no text'];
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** What axe-core finds wrong with a webview's document: its rules for WCAG 2.2 and good practice, contrast included. */
export async function axeFindings(webview: FrameLocator): Promise<string[]> {
  const element = await webview.locator('html').elementHandle();
  const frame = await element?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('The webview has no frame.');
  // As the debugger's own text it needs no leave of the page's content security policy.
  await frame.evaluate(await readFile(axeFile, 'utf8'));
  return frame.evaluate(look);
}
