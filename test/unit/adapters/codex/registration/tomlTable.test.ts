import { describe, expect, it } from 'vitest';
import { raiseInServerTable } from '../../../../../src/adapters/codex/registration/tomlTable.ts';

const raise = (toml: string): string | null => raiseInServerTable(toml, 'm-s', 'startup', 120);

describe('the time-out of a server', () => {
  it.each([
    ['an inline table', 'mcp_servers = { m-s = { command = "x" } }\n', { command: 'x' }],
    [
      'an inline table among others, with braces in texts',
      '[mcp_servers]\n"m-s" = { command = "}", env = { A = "{" } } # c\no = { command = "y" }\n',
      { command: '}' },
    ],
  ])('is put into %s', (_, toml) => {
    expect(raise(toml)).toMatch(/startup = 120 \}/);
    expect(raise(raise(toml) ?? '')).toBeNull();
  });

  it.each([
    ['[mcp_servers]\nm-s = { startup = 5, command = "x" }\n', 'startup = 5', 'startup = 120'],
    ['mcp_servers.m-s.command = "x"\n[z]\n', '"x"\n', '"x"\nmcp_servers.m-s.startup = 120\n'],
    ['mcp_servers.m-s.startup = 5 # low\n', '= 5', '= 120'],
    ["[mcp_servers.'m-s']\ncommand = 'x'\nstartup = 60.5\n", '60.5', '120'],
    ['[mcp_servers.m-s]\r\n  startup = 7 # why\r\n', '= 7', '= 120'],
    ['[mcp_servers.m-s]\r\ncommand = "x"\r\n\r\n', '"x"\r\n', '"x"\r\nstartup = 120\r\n'],
    ['[mcp_servers.m-s]\ncommand = "x"\n[[hooks]]\ny = 1\n', '"x"\n', '"x"\nstartup = 120\n'],
  ])('changes nothing else in %j', (toml, before, after) => {
    expect(raise(toml)).toBe(toml.replace(before, after));
  });

  it('is none of what only looks like it in a text', () => {
    const text = 'notes = """\n[mcp_servers.m-s]\nstartup = 5\n"""\n';
    expect(raise(text)).toBeNull();
    const table = '[mcp_servers.m-s]\ncommand = "x"\n';
    expect(raise(text + table)).toBe(`${text}${table}startup = 120\n`);
  });

  it('is left alone where it is long enough, and where the file is no TOML', () => {
    expect(raise('[mcp_servers.m-s]\nstartup = 1_000\n')).toBeNull();
    expect(raise('[mcp_servers.m-s]\nstartup = \n')).toBeNull();
  });
});
