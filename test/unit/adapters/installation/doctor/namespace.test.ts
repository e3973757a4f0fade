import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MASTERJET } from '../../../../../src/adapters/installation/places.ts';
import { Machine } from '../machine.ts';

let machine: Machine;

beforeEach(() => {
  machine = new Machine();
});

describe('the plugin and its namespace', () => {
  it('are ready in no home of an Agentin', async () => {
    machine.env = { ...machine.env, CODEX_HOME: machine.agents[0]?.home ?? '' };
    expect(await machine.diagnostics.namespaceStatus({})).toMatchObject({
      ok: false,
      active_home_ready: false,
      codex_home_context: { home_kind: 'managed_agent_home', matched_agent: 'a' },
    });
  });

  it('do not make Codex make a home', async () => {
    machine.env = { ...machine.env, CODEX_HOME: path.join(machine.root, 'none') };
    expect(await machine.diagnostics.pluginStatus({})).toMatchObject({
      ok: false,
      mcp_registration: { ok: false, reason: 'codex_home_missing' },
      client_config: { reason: 'codex_config_missing' },
    });
    expect(machine.commands.filter(({ file }) => file === 'codex')).toEqual([]);
  });

  it('name another command with our name, and do not start it', async () => {
    const mark = path.join(machine.root, 'started');
    machine.register(['/bin/sh', '-c', `touch ${mark}`]);
    const status = await machine.diagnostics.pluginStatus({});
    expect(status).toMatchObject({
      mcp_registration: { registered: true, command_matches: false, reason: 'mcp_command_mismatch' },
      client_config: { reason: 'mcp_command_mismatch' },
      startup_self_test: { subject: 'package' },
    });
    expect(() => rmSync(mark)).toThrow();
    expect(JSON.stringify(status)).not.toContain(machine.root);
  });

  it('know a link to something else, and one to nothing', async () => {
    const link = path.join(machine.home, '.local/bin', MASTERJET);
    for (const [target, state] of [
      ['/bin/sh', 'different'],
      ['/nowhere', 'different'],
      [link, 'unreadable'],
    ]) {
      machine.link(target ?? '');
      const check = (await machine.checks()).get('installed_symlink');
      expect(check, target).toMatchObject({ ok: false, facts: { target_state: state, symlink: true } });
    }
    rmSync(link);
    writeFileSync(link, '');
    expect((await machine.checks()).get('installed_symlink')).toMatchObject({
      facts: { target_state: 'not_symlink', exists: true },
    });
  });
});
