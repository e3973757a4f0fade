import { describe, expect, it } from 'vitest';
import { alertOnDesktop } from '../../../src/adapters/desktop.ts';
import { ended } from './codex/host/support.ts';
import type { Command, CommandRunner, RunResult } from '../../../src/adapters/run.ts';

const alert = { title: 'Codex Master', text: '-u <b>Mila</b> & "$(id)"' };

function runner(result: RunResult): { readonly ran: Command[]; readonly port: CommandRunner } {
  const ran: Command[] = [];
  return { ran, port: { run: async (command) => Promise.resolve((ran.push(command), result)) } };
}

describe('a notification of the desktop', () => {
  it('is an argument of notify-send, neither option nor markup', async () => {
    const { ran, port } = runner(ended(''));
    expect(await alertOnDesktop(port, 'linux', alert)).toBeNull();
    expect([ran[0]?.file, ran[0]?.args]).toEqual([
      'notify-send',
      ['--app-name=Codex Master', '--', 'Codex Master', '-u &lt;b&gt;Mila&lt;/b&gt; &amp; "$(id)"'],
    ]);
  });

  it('is an argument of osascript, no part of the script', async () => {
    const { ran, port } = runner(ended(''));
    expect(await alertOnDesktop(port, 'darwin', alert)).toBeNull();
    expect(ran[0]?.args.slice(-2)).toEqual([alert.title, alert.text]);
    expect(ran[0]?.args.slice(0, -2).join(' ')).not.toContain('Mila');
  });

  it('is left out where there is no program, and says why', async () => {
    const { ran, port } = runner({ kind: 'unstarted', reason: 'missing', cause: null });
    expect(await alertOnDesktop(port, 'win32', alert)).toEqual({ program: null });
    expect(ran).toEqual([]);
    expect(await alertOnDesktop(port, 'linux', alert)).toEqual({
      program: 'notify-send',
      why: 'not_started',
    });
    expect(await alertOnDesktop(runner(ended('', { exitCode: 1 })).port, 'linux', alert)).toEqual({
      program: 'notify-send',
      why: 'failed',
    });
  });
});
