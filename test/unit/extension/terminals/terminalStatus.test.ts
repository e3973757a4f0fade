import { beforeEach, describe, expect, it } from 'vitest';
import { ui } from '../../fakes/vscode/index.ts';
import { runningFleet } from '../support.ts';
import { settle, world } from './terminalWorld.ts';

beforeEach(() => ui.reset());

describe('who types, in the status bar', () => {
  it('is not told of a fleet that the window showed before, as VS Code brings an item back by its id', async () => {
    const { terminals, status, front } = await world(await runningFleet('a'));
    await terminals.attach('a');
    front(0);
    await settle();
    expect(ui.statusBar[0]?.isShown).toBe(true);
    status.dispose();
    await world(await runningFleet('a'));
    expect(ui.statusBar.map(({ isShown }) => isShown)).toEqual([false, false]);
  });
});
