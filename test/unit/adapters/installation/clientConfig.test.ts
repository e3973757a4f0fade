import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readClientConfig } from '../../../../src/adapters/installation/clientConfig.ts';
import { judgeClientConfig, type ClientConfigReason } from '../../../../src/core/diagnostics/registration.ts';
import { scratchFolder } from '../store/support.ts';

let home: string;
const config = (): string => path.join(home, 'config.toml');

beforeEach(() => {
  home = scratchFolder();
});

async function reasonFor(toml: string | null, matches = true): Promise<ClientConfigReason | null> {
  if (toml !== null) writeFileSync(config(), toml);
  return judgeClientConfig(await readClientConfig(home, 'codex-master-mcp'), matches).reason;
}

const TABLE = '[mcp_servers.codex-master-mcp]\n';

describe('the config.toml of a Codex home', () => {
  it('declares the Masterjet, with its command, variables and time to start', async () => {
    writeFileSync(
      config(),
      `model = "x"\n${TABLE}command = "/bin/node"\nargs = ["/opt/a b/mcp.js"]\nstartup_timeout_sec = 120\n` +
        '[mcp_servers.codex-master-mcp.env]\nA = "b"\n',
    );
    const reading = await readClientConfig(home, 'codex-master-mcp');
    expect(reading).toEqual({
      kind: 'read',
      server: {
        enabled: true,
        argv: ['/bin/node', '/opt/a b/mcp.js'],
        env: { A: 'b' },
        startupTimeoutSeconds: 120,
      },
    });
    expect(judgeClientConfig(reading, true)).toEqual({
      server_declared: true,
      command_configured: true,
      command_matches_install_path: true,
      startup_timeout_sec: 120,
      startup_timeout_ok: true,
      ok: true,
      reason: null,
    });
  });

  it.each<[ClientConfigReason | null, string | null]>([
    ['codex_config_missing', null],
    ['codex_config_invalid_toml', 'a = [\n'],
    ['codex_config_invalid_toml', 'mcp_servers = 3\n'],
    ['mcp_server_not_declared', ''],
    ['mcp_server_not_declared', '[mcp_servers.other]\ncommand = "x"\n'],
    ['mcp_server_not_declared', '[mcp_servers]\ncodex-master-mcp = 3\n'],
    ['mcp_server_disabled', `${TABLE}enabled = false\ncommand = "x"\n`],
    ['mcp_command_missing', `${TABLE}url = "http://127.0.0.1"\n`],
    ['mcp_startup_timeout_too_low', `${TABLE}command = "x"\n`],
    ['mcp_startup_timeout_too_low', `${TABLE}command = "x"\nstartup_timeout_sec = 119\n`],
    [null, `${TABLE}command = "x"\nstartup_timeout_ms = 120000\n`],
    [null, 'mcp_servers = { "codex-master-mcp" = { command = "x", startup_timeout_sec = 300.5 } }\n'],
  ])('says %s', async (reason, toml) => {
    expect(await reasonFor(toml)).toBe(reason);
  });

  it('with another command is a mismatch, before a short time-out', async () => {
    expect(await reasonFor(`${TABLE}command = "x"\n`, false)).toBe('mcp_command_mismatch');
  });

  it('is neither read through a link nor as a folder', async () => {
    writeFileSync(path.join(home, 'elsewhere'), TABLE);
    symlinkSync(path.join(home, 'elsewhere'), config());
    expect(await reasonFor(null)).toBe('codex_config_not_regular_file');
    home = path.join(home, 'second');
    mkdirSync(config(), { recursive: true });
    expect(await reasonFor(null)).toBe('codex_config_not_regular_file');
  });

  it('is not read beyond 1 MiB', async () => {
    const fill = (bytes: number): string => `#${'x'.repeat(bytes - 2)}\n`;
    expect(await reasonFor(fill(1024 * 1024))).toBe('mcp_server_not_declared');
    expect(await reasonFor(fill(1024 * 1024 + 1))).toBe('codex_config_unreadable');
  });

  it('of a home that is a file is missing', async () => {
    writeFileSync(path.join(home, 'file'), '');
    home = path.join(home, 'file');
    expect(await reasonFor(null)).toBe('codex_config_missing');
  });
});
