import path from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { checkout } from '../host/paths.ts';
import { extensionLog, seenInWindows, windowsBeside } from './driver/seen.ts';
import { openPanel } from './panel.ts';
import type { Panel, PanelOptions } from './panel.ts';

/**
 * The panel for all tests of a file, opened before and closed after them. The message of a failure tells what was on the
 * screen, and names its picture in `.demo/shots`.
 */
export function panelForTests(name: string, options: PanelOptions = {}): { readonly panel: Panel } {
  let open: Panel | undefined;
  beforeAll(async () => {
    open = await openPanel(name, options);
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => tellWhatWasSeen(open, `${name}-${task.name}`, task.result?.errors));
  });
  // oxlint-disable-next-line no-empty-pattern -- vitest wants one there
  afterAll(async ({}, { result }) => {
    // Before the tests: theirs are told by themselves, and come here with the state of the whole file later.
    if (result?.state === 'fail') await tellWhatWasSeen(open, `${name}-before`, result.errors);
    await open?.dispose();
  });
  return {
    get panel() {
      if (open === undefined) throw new Error('The panel is open only while tests run.');
      return open;
    },
  };
}

/** Adds it to the error, which is all that is left of a run on another machine. */
async function tellWhatWasSeen(
  panel: Panel | undefined,
  name: string,
  errors: { message: string }[] | undefined,
): Promise<void> {
  const error = errors?.[0];
  if (panel === undefined || error === undefined) return;
  const pictures: string[] = [];
  for (const [index, window] of windowsBeside(panel.bench.page).entries()) {
    const file = `.demo/shots/failed-${name.replaceAll(/\W+/g, '-')}${index === 0 ? '' : `-${index + 1}`}.png`;
    const taken = window.screenshot({
      path: path.join(checkout, file),
      animations: 'disabled',
      timeout: 10_000,
    });
    pictures.push(
      await taken.then(
        () => file,
        () => `no picture (${file})`,
      ),
    );
  }
  const log = extensionLog(path.join(panel.world.root, 'vscode')).map((line) => `  ${line}`);
  const seen = [
    await seenInWindows(panel.bench.page),
    ...(log.length === 0 ? [] : ['Written into the log:', ...log]),
  ];
  error.message += `\n${seen.join('\n')}\nPictures: ${pictures.join(', ')}`;
}
