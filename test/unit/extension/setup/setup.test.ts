import { beforeEach, describe, expect, it } from 'vitest';
import { defaultFleetText } from '../../../../src/extension/setup/fleetFile.ts';
import { masterjetCommand } from '../../../../src/extension/setup/masterjetCommand.ts';
import { findNode, isNewEnough } from '../../../../src/extension/setup/nodeCommand.ts';
import { installCommand, missingPrograms } from '../../../../src/extension/setup/requirements.ts';
import { parseFleetText } from '../../../../src/adapters/config/load.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { commandsOver } from '../commands/support.ts';

const having =
  (...names: readonly string[]) =>
  async (name: string): Promise<string | null> =>
    Promise.resolve(names.includes(name) ? `/usr/bin/${name}` : null);
const nowhere = async (): Promise<boolean> => Promise.resolve(false);

beforeEach(() => ui.reset());

describe('what is missing', () => {
  const plain = { runner: null, home: '/homes/a' };
  const own = { runner: '/opt/codex', home: '/homes/b' };

  it('is tmux, and codex where an Agentin takes it from PATH', async () => {
    expect(await missingPrograms([plain, own], having(), nowhere)).toEqual(['tmux', 'codex']);
    expect(await missingPrograms([own], having(), nowhere)).toEqual(['tmux']);
    expect(await missingPrograms([plain], having('tmux', 'codex'), nowhere)).toEqual([]);
  });

  it('is not codex when her home has a launcher', async () => {
    const inHome = async (file: string): Promise<boolean> => Promise.resolve(file === '/homes/a/codex');
    expect(await missingPrograms([plain], having('tmux'), inHome)).toEqual([]);
  });

  it.each([
    ['apt-get', 'sudo apt-get install -y tmux'],
    ['dnf', 'sudo dnf install -y tmux'],
    ['brew', 'brew install tmux'],
    ['nothing', null],
  ])('with %s is installed by %s', async (manager, command) => {
    expect(await installCommand('tmux', having(manager))).toBe(command);
    expect(await installCommand('codex', having())).toBe('npm install -g @openai/codex');
  });
});

describe('installing', () => {
  it('puts the command into a terminal and leaves it to the person to run it', async () => {
    const { run } = await commandsOver(new FakeFleet(), ['dnf', 'codex']);
    await run.installMissing();
    expect(ui.terminals[0]?.typed).toEqual(['sudo dnf install -y tmux']);
  });

  it('says when nothing is missing, and when we know no way', async () => {
    const good = await commandsOver(new FakeFleet());
    await good.run.installMissing();
    const bad = await commandsOver(new FakeFleet(), []);
    await bad.run.installMissing('tmux');
    expect(ui.shown).toEqual([
      'info: Nothing is missing.',
      'info: No package manager that we know is here. Install it as your system wants it, then check again.',
    ]);
  });

  it('looks again on refresh', async () => {
    const fleet = new FakeFleet();
    const { run } = await commandsOver(fleet);
    await run.refresh();
    expect(fleet.calls).toEqual(['status a', 'status b']);
  });
});

describe('a new fleet.json', () => {
  it('says with comments what is so anyway, and can be read', async () => {
    const { config } = new FakeFleet();
    const text = defaultFleetText(config.agents);
    const read = await parseFleetText(text, { HOME: '/people/ann' });
    expect(read.problem).toBeNull();
    expect(read.config.agents.map(({ id, name, home }) => [id, name, home])).toEqual(
      config.agents.map(({ id, name, home }) => [id, name, home]),
    );
    expect(text).toContain('// The fleet of Codex Master.');
  });

  it('can be read in German too', async () => {
    ui.language = 'de';
    ui.bundle.set(
      'The fleet of Codex Master. Saved changes are taken over at once.',
      'Die „Flotte“ /* von */ "Codex".',
    );
    const read = await parseFleetText(defaultFleetText([{ id: 'a', name: 'Mila "M"', home: '/h/a' }]), {});
    expect(read.problem).toBeNull();
    expect(read.config.agents[0]?.name).toBe('Mila "M"');
  });
});

describe('the Node that runs the Masterjet', () => {
  it.each([
    ['v24.21.0', true],
    ['v22.13.0', true],
    ['v22.12.9', false],
    ['v20.20.2', false],
    ['v100.0.0', true],
    ['node', false],
    [null, false],
  ])('%s is new enough: %s', (version, isEnough) => {
    expect(isNewEnough(version)).toBe(isEnough);
  });

  it('is the one from PATH when it is new enough, else the one of the editor', async () => {
    const version = (text: string) => async () => Promise.resolve(text);
    expect(await findNode(having('node'), version('v24.1.0'), '/editor')).toEqual({
      command: '/usr/bin/node',
      env: {},
    });
    const editor = { command: '/editor', env: { ELECTRON_RUN_AS_NODE: '1' } };
    expect(await findNode(having('node'), version('v18.0.0'), '/editor')).toEqual(editor);
    expect(await findNode(having(), version('v24.1.0'), '/editor')).toEqual(editor);
  });

  it('gets told where the fleet of the window is, and nothing else', () => {
    const environment = {
      CODEX_MASTER_FLEET: '/f.json',
      TMUX_TMPDIR: '',
      OPENAI_API_KEY: 'secret',
      PATH: '/bin',
    };
    expect(masterjetCommand({ command: 'node', env: {} }, '/ext', environment)).toEqual({
      command: 'node',
      args: ['/ext/dist/mcp.js'],
      env: { CODEX_MASTER_FLEET: '/f.json' },
    });
  });
});
