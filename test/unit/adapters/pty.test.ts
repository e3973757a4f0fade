import { describe, expect, it } from 'vitest';

import { openPty, type Pty, type PtyExit } from '../../../src/adapters/pty.ts';

function open(...argv: readonly string[]): Promise<Pty> {
  return openPty({ argv, env: { PATH: process.env['PATH'] ?? '', A: 'a' }, cwd: '/', cols: 80, rows: 24 });
}

/** What the terminal shows until the text appears in it. */
function shown(pty: Pty, text: string): Promise<string> {
  let seen = '';
  return new Promise((resolve) => {
    pty.onData((data) => {
      seen += data;
      if (seen.includes(text)) resolve(seen);
    });
  });
}

function exit(pty: Pty): Promise<PtyExit> {
  return new Promise((resolve) => void pty.onExit(resolve));
}

describe('a terminal', () => {
  it('runs a program with its arguments, environment, folder and size', async () => {
    const pty = await open('sh', '-c', 'echo "$1|$A|$PWD|$(stty size)|"; exit 3', 'sh', "it's $A");
    const [text, ended] = await Promise.all([shown(pty, '24 80|'), exit(pty)]);
    expect(text).toContain("it's $A|a|/|24 80|");
    expect(ended).toEqual({ exitCode: 3, signal: null });
  });

  it('takes what is typed, and a new size', async () => {
    const pty = await open('sh', '-c', 'read -r line; echo "got $line $(stty size)"');
    pty.resize(101, 33);
    pty.write('x\n');
    await shown(pty, 'got x 33 101');
  });

  it('ends its program when it is disposed, once, and takes nothing more', async () => {
    const pty = await open('cat');
    const ended = exit(pty);
    pty.dispose();
    expect((await ended).signal).toBe(1);
    pty.dispose();
    pty.write('x');
    pty.resize(1, 1);
  });
});
