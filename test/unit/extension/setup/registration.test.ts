import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { MasterjetCommand } from '../../../../src/extension/setup/masterjetCommand.ts';
import { registerMasterjet } from '../../../../src/extension/setup/registration.ts';
import type { RegistrationDeps } from '../../../../src/extension/setup/registration.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { silent } from '../support.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

const command: MasterjetCommand = {
  command: '/usr/bin/node',
  args: ['/ext/dist/mcp.js'],
  env: { A: 'x "y"' },
};
let home = '';

beforeEach(async () => {
  ui.reset();
  home = await mkdtemp(path.join(tmpdir(), 'codex-home-'));
});

afterEach(async () => clearFolder(home));

interface World extends RegistrationDeps {
  readonly registered: [string, MasterjetCommand][];
  readonly tested: MasterjetCommand[];
}

function world(change: Partial<RegistrationDeps> = {}): World {
  const registered: World['registered'] = [];
  const tested: MasterjetCommand[] = [];
  return {
    registered,
    tested,
    port: {
      read: async () => Promise.resolve(null),
      register: async (into, wish) => {
        registered.push([into, wish]);
        return Promise.resolve({ written: wish, text: '[mcp_servers.codex-master-mcp]\n' });
      },
    },
    command: async () => Promise.resolve(command),
    test: async (masterjet) => {
      tested.push(masterjet);
      return Promise.resolve({ tools: 9, version: '0.1.0', elapsedMs: 40 });
    },
    agentHomes: async () => Promise.resolve([]),
    environment: { CODEX_HOME: home },
    log: silent,
    ...change,
  };
}

describe('registering the Masterjet', () => {
  it('tests, shows what will be written, writes, tests again and shows what was written', async () => {
    const deps = world();
    ui.willPick(home);
    ui.buttons.push('Register', 'Open config.toml');
    await registerMasterjet(deps);
    expect(deps.registered).toEqual([[home, command]]);
    expect(deps.tested).toEqual([command, command]);
    expect(ui.shown).toEqual([
      `pick: Register the Masterjet for which Codex? (${home} | Another folder…)`,
      [
        'modal info: Register the Masterjet for this Codex? [Register]',
        'The self-test passed: 9 tools in 40 ms.',
        '',
        `This will be written into ${home}/config.toml:`,
        '[mcp_servers.codex-master-mcp]',
        'command = "/usr/bin/node"',
        'args = ["/ext/dist/mcp.js"]',
        'startup_timeout_sec = 120',
        '',
        '[mcp_servers.codex-master-mcp.env]',
        String.raw`A = "x \"y\""`,
      ].join('\n'),
      expect.stringContaining(
        `This was written into ${home}/config.toml:\n[mcp_servers.codex-master-mcp]`,
      ) as string,
      `document: ${home}/config.toml`,
    ]);
  });

  it('says what it would replace, and writes nothing without a yes', async () => {
    const before = { command: '/old/node', args: ['old.js'], env: {} };
    const deps = world();
    ui.willPick(home);
    await registerMasterjet({ ...deps, port: { ...deps.port, read: async () => Promise.resolve(before) } });
    expect(ui.shown[1]).toContain('[Replace]');
    expect(ui.shown[1]).toContain('It replaces:\n[mcp_servers.codex-master-mcp]\ncommand = "/old/node"');
    expect(deps.registered).toEqual([]);
  });

  it('never touches the home of an Agentin, by whatever name it is called', async () => {
    const alias = `${home}-alias`;
    await symlink(home, alias);
    ui.willPick(alias);
    const deps = world({
      environment: { CODEX_HOME: alias },
      agentHomes: async () => Promise.resolve([home]),
    });
    await expect(registerMasterjet(deps)).rejects.toMatchObject({ code: 'registration_failed' });
    expect(deps.registered).toEqual([]);
    await rm(alias);
  });

  it('refuses a home that does not exist', async () => {
    ui.willPick('/nowhere');
    const deps = world({ environment: { CODEX_HOME: '/nowhere' } });
    await expect(registerMasterjet(deps)).rejects.toMatchObject({ code: 'home_missing' });
  });

  it('writes nothing when the self-test fails', async () => {
    ui.willPick(home);
    const refusal = new FleetError('registration_failed', 'The self-test failed.');
    const deps = world({ test: async () => Promise.reject(refusal) });
    await expect(registerMasterjet(deps)).rejects.toBe(refusal);
    expect(deps.registered).toEqual([]);
  });

  it('does nothing when the person gives up', async () => {
    const deps = world();
    await registerMasterjet(deps);
    ui.willPick('Another folder');
    await registerMasterjet(deps);
    expect(deps.tested).toEqual([]);
  });
});
