import path from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { checkout } from '../host/paths.ts';
import { openPanel } from './panel.ts';
import type { Panel, PanelOptions } from './panel.ts';

/** The panel for all tests of a file, opened before and closed after them; a failure leaves a picture in `.demo/shots`. */
export function panelForTests(name: string, options: PanelOptions = {}): { readonly panel: Panel } {
  let open: Panel | undefined;
  beforeAll(async () => {
    open = await openPanel(name, options);
  });
  beforeEach(({ task, onTestFailed }) => {
    const file = path.join(
      checkout,
      '.demo/shots',
      `failed-${name}-${task.name.replaceAll(/\W+/g, '-')}.png`,
    );
    onTestFailed(async () => open?.bench.screenshot(file));
  });
  afterAll(async () => open?.dispose());
  return {
    get panel() {
      if (open === undefined) throw new Error('The panel is open only while tests run.');
      return open;
    },
  };
}
