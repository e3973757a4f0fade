import { describe, expect, it } from 'vitest';

import {
  checkSessionName,
  commandLine,
  formatLiteral,
  newSession,
  newWindow,
  paneTarget,
  programArgv,
  respawn,
  sessionTarget,
} from '../../../../src/adapters/tmux/command.ts';

const command = { argv: ['codex', '-C', '/a b'], env: { A: 'x;', B: '' }, cwd: '/tmp/#x' };

describe('targets', () => {
  it('name session and window exactly', () => {
    expect(sessionTarget('codex_agent_a_mcp')).toBe('=codex_agent_a_mcp:');
    expect(paneTarget('codex_agent_a_mcp', 'agent')).toBe('=codex_agent_a_mcp:=agent.0');
  });

  it('are refused for names that mean something else to tmux', () => {
    for (const name of ['', ' a', '-t', 'a:b', 'a.b', '=a', '@1', '%1', '$1', '{last}', 'a#b', 'a\nb', '!']) {
      expect(() => checkSessionName(name), name).toThrow(expect.objectContaining({ code: 'tmux_failed' }));
    }
    for (const name of ['a', 'codex_agent_a_mcp', 'Mila 2', 'münchen-1']) checkSessionName(name);
  });
});

describe('commands', () => {
  it('create a session with its window, size, environment and a title that says nothing', () => {
    expect(newSession('one', 'server', command)).toEqual([
      [
        ...['new-session', '-d', '-s', 'one', '-n', 'server', '-x', '160', '-y', '48', '-c', '/tmp/##x'],
        ...['-e', 'A=x;', '-e', 'B=', '--', 'codex', '-C', '/a b'],
      ],
      ['select-pane', '-t', '=one:=server.0', '-T', ''],
    ]);
  });

  it('add a window without showing it, and run anew what is in one', () => {
    const rest = ['-c', '/tmp/##x', '-e', 'A=x;', '-e', 'B=', '--', 'codex', '-C', '/a b'];
    expect(newWindow('one', 'agent', command)[0]).toEqual([
      ...['new-window', '-d', '-t', '=one:', '-n', 'agent'],
      ...rest,
    ]);
    expect(respawn('one', 'agent', command)[0]).toEqual([
      'respawn-pane',
      '-k',
      '-t',
      '=one:=agent.0',
      ...rest,
    ]);
  });

  it('execute even a program without arguments themselves', () => {
    expect(programArgv(['/opt/my codex'])).toEqual(['/bin/sh', '-c', 'exec "$0"', '/opt/my codex']);
    expect(() => programArgv([])).toThrow();
  });

  it('keep their words together on a command line', () => {
    const line = commandLine([
      ['send-keys', 'a;', ';', String.raw`b\;`, 'c;d'],
      ['kill-session', '-t', '=a:'],
    ]);
    expect(line).toEqual([
      ...['send-keys', String.raw`a\;`, String.raw`\;`, String.raw`b\\;`, 'c;d'],
      ...[';', 'kill-session', '-t', '=a:'],
    ]);
  });
});

describe('text in a format', () => {
  it('stands for itself', () => {
    const pairs = [
      ['/home/a', '/home/a'],
      ['#(touch x)', '##(touch x)'],
      ['a#{pid}#', 'a##{pid}##'],
      ['##', '####'],
      ['#[x', '#[x'],
      ['###[x#y', '###[x##y'],
    ] as const;
    for (const [text, literal] of pairs) expect(formatLiteral(text)).toBe(literal);
  });
});
