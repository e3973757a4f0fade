import { homedir } from 'node:os';
import { openPty } from '../../adapters/pty.ts';
import type { PtyProcess, PtyWish } from './agentPty.ts';

/** A program in a terminal of the window, in the person's own folder. */
export async function openTerminal({ argv, columns, rows }: PtyWish): Promise<PtyProcess> {
  return openPty({ argv, env: terminalEnvironment(), cwd: homedir(), cols: columns, rows });
}

/** What tmux's client needs; the editor's own variables would only confuse what it starts. */
function terminalEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(?:ELECTRON_|VSCODE_|TMUX$|TMUX_PANE$)/u.test(entry[0]),
  );
  return { ...Object.fromEntries(entries), TERM: 'xterm-256color', COLORTERM: 'truecolor' };
}
