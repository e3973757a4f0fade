import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { Notices } from '../../../../src/extension/fleet/notices.ts';
import { followMissing } from '../../../../src/extension/setup/programWatch.ts';
import { findOnPath } from '../../../../src/extension/setup/requirements.ts';
import { scratchFolder } from '../../adapters/store/support.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { runningFleet, serviceOver } from '../support.ts';

beforeEach(() => ui.reset());

/** A machine without tmux, whose programs are in one folder. */
async function bareMachine() {
  const bin = scratchFolder();
  const notices = new Notices(await serviceOver(await runningFleet('a')), findOnPath(bin));
  const following = followMissing(notices, bin);
  await notices.check();
  const install = (name: string): string => {
    const file = path.join(bin, name);
    writeFileSync(file, '');
    chmodSync(file, 0o755);
    return file;
  };
  return { notices, following, install };
}

it.each([
  ['by whatever writes the file', (file: string) => ui.touched.fire(file)],
  ['by a command in a terminal', () => ui.endedCommands.fire({})],
  ['elsewhere, before the person came back', () => ui.windowState.fire({ focused: true })],
])('what is missing goes from the tree as soon as it is installed %s', async (_how, happens) => {
  const { notices, following, install } = await bareMachine();
  expect(notices.missing).toEqual(['tmux']);
  const changed = new Promise<void>((resolve) => {
    notices.onDidChange(resolve);
  });
  happens(install('tmux'));
  await changed;
  expect(notices.rows()).toEqual([]);
  following.dispose();
});

it('nothing is watched any more when nothing is missing, or after its end', async () => {
  const before = ui.endedCommands.listenerCount;
  const { notices, following, install } = await bareMachine();
  expect(ui.endedCommands.listenerCount).toBe(before + 1);
  install('tmux');
  await notices.check();
  expect(ui.endedCommands.listenerCount).toBe(before);
  following.dispose();
  const other = await bareMachine();
  other.following.dispose();
  expect(ui.endedCommands.listenerCount).toBe(before);
});
