import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { COMMANDS } from '../../../../src/extension/commands.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { runningFleet } from '../support.ts';
import { commandsOver } from './support.ts';
import type { CommandWorld } from './support.ts';

/** Every command that the palette offers, as a person calls it there: with nothing selected, in windows with little in them. */

type Name = keyof CommandWorld['run'];

const manifest = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../../package.json'), 'utf8'),
) as {
  readonly contributes: {
    readonly menus: {
      readonly commandPalette: readonly { readonly command: string; readonly when: string }[];
    };
  };
};
const { commandPalette } = manifest.contributes.menus;
const hidden = new Set(commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command));
const offered = (run: CommandWorld['run']): Name[] =>
  (Object.keys(run) as Name[]).filter((name) => !hidden.has(COMMANDS[name]));

async function traces({ run, around, ticks }: CommandWorld, fleet: FakeFleet, name: Name): Promise<number> {
  const count = (): number => {
    const { terminals: _, reveals, registrations, pagesOfAssignments, setUps, ...lists } = around;
    const done = Object.values(lists).reduce((sum, list) => sum + list.length, 0);
    const asked = ui.shown.length + ui.executed.length + ui.terminals.length + fleet.calls.length;
    return done + asked + reveals + registrations + pagesOfAssignments + setUps + Number(ticks.isOn);
  };
  const before = count();
  await run[name]();
  return count() - before;
}

const brokenFleet = (): FakeFleet => {
  const fleet = new FakeFleet([]);
  fleet.configProblem = new FleetError(
    'config_invalid',
    'The fleet file cannot be used: line 3. Correct it.',
  );
  return fleet;
};

const WINDOWS: readonly (readonly [string, () => FakeFleet | Promise<FakeFleet>])[] = [
  ['a fleet of nobody', () => new FakeFleet([])],
  ['a fleet file that cannot be used', brokenFleet],
  ['a fleet of one who is stopped', () => new FakeFleet(['a'])],
  ['a fleet of one who is idle', async () => runningFleet('a')],
  ['a fleet of two', () => new FakeFleet()],
];

beforeEach(() => ui.reset());

describe.each(WINDOWS)('from the palette, with %s', (_window, make) => {
  it.each([
    ['no folder', []],
    ['a folder', [{ uri: { fsPath: '/repo' } }]],
  ])('and %s, every command does, asks or says something, and nothing raw', async (_folders, folders) => {
    ui.folders = folders;
    const fleet = await make();
    const names = offered((await commandsOver(fleet)).run);
    expect(names.length).toBeGreaterThan(30);
    for (const name of names) {
      ui.reset();
      ui.folders = folders;
      expect([name, await traces(await commandsOver(fleet), fleet, name)]).not.toEqual([name, 0]);
      expect(ui.shown.join('\n')).not.toMatch(/Something went wrong|undefined|\[object|TypeError/u);
    }
  });
});

describe('with nobody to do it with', () => {
  const FOR_SOMEBODY: readonly Name[] = [
    'start',
    'startAll',
    'stop',
    'stopAll',
    'attach',
    'send',
    'interrupt',
    'assign',
    'requestReport',
    'showAgent',
    'showWhy',
  ];

  it.each(FOR_SOMEBODY)('%s says that the fleet is empty and leads to its file', async (name) => {
    const { run } = await commandsOver(new FakeFleet([]));
    ui.buttons.push('Open fleet.json');
    await run[name]();
    expect(ui.shown).toEqual(['info: fleet.json names no Agentin. [Open fleet.json]']);
    await vi.waitFor(() => expect(ui.executed.at(-1)).toEqual({ id: 'codexMaster.openFleetFile', args: [] }));
  });

  it.each(FOR_SOMEBODY)('%s says what is wrong with a fleet file that cannot be used', async (name) => {
    const { run } = await commandsOver(brokenFleet());
    await run[name]();
    expect(ui.shown).toEqual(['error: The fleet file cannot be used: line 3. Correct it. [Open fleet.json]']);
  });

  it.each(['stop', 'stopAll', 'attach', 'send', 'requestReport'] as const)(
    '%s leads to a start when nobody runs',
    async (name) => {
      const { run } = await commandsOver(new FakeFleet());
      ui.buttons.push('Start Agentin');
      await run[name]();
      expect(ui.shown).toEqual(['info: No Agentin is running. [Start Agentin]']);
      await vi.waitFor(() => expect(ui.executed.at(-1)).toEqual({ id: 'codexMaster.start', args: [] }));
    },
  );
});
