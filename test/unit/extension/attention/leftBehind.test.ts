import { beforeEach, expect, it } from 'vitest';
import { LeftBehind } from '../../../../src/extension/attention/leftBehind.ts';
import { tellLeftBehind } from '../../../../src/extension/attention/leftBehindNotice.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { errors, runningFleet, serviceOver } from '../support.ts';

beforeEach(() => ui.reset());

it('tells of whom fleet.json no longer names although she runs, once, and of nobody else', async () => {
  const fleet = await runningFleet('a');
  const watching = new LeftBehind(await serviceOver(fleet), (left) => tellLeftBehind(errors, left));
  fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
  fleet.rename('a', 'Milena');
  fleet.changeAgents(['a']);
  expect(ui.shown).toEqual([]);
  ui.buttons.push('Open fleet.json');
  ui.commands.set('codexMaster.openFleetFile', () => {});
  fleet.changeAgents(['b']);
  fleet.changeAgents(['b', 'c']);
  expect(ui.shown).toEqual([
    'warning: Mila (a): no longer in fleet.json, but still running in tmux, where nobody sees or leads her. To stop her, put her back first. [Open fleet.json]',
  ]);
  await Promise.resolve();
  watching.dispose();
});
