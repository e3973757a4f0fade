import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainText } from '../../../src/adapters/tmux/plainText.ts';
import { completionScript } from '../../../src/cli/completion/index.ts';
import { SHELLS, type Shell } from '../../../src/cli/completion/model.ts';
import { UsageError } from '../../../src/cli/usage.ts';
import { operations } from '../../../src/operations/index.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'completion-'));
  for (const shell of SHELLS)
    writeFileSync(path.join(folder, shell), `${completionScript([shell], ['mila', 'nora'])}\n`);
  writeFileSync(path.join(folder, 'notes.txt'), '');
});
afterAll(() => clearFolder(folder));

const ran = (file: string, args: readonly string[]): string =>
  execFileSync(file, args, { encoding: 'utf8', cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });

/** What each shell offers at the end of a line, by its own means. */
const OFFERS: Readonly<Record<Exclude<Shell, 'zsh'>, (line: readonly string[]) => readonly string[]>> = {
  bash: (line) => {
    const script =
      'source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _codex_master; printf "%s\\n" "${COMPREPLY[@]}"';
    return ran('bash', ['-euc', script, 'bash', ...line])
      .split('\n')
      .filter(Boolean);
  },
  fish: (line) => {
    const script = 'source ./fish; complete -C $argv[1]';
    const offered = ran('fish', ['--no-config', '-c', script, line.join(' ')]);
    return offered
      .split('\n')
      .filter(Boolean)
      .map((word) => word.split('\t')[0] ?? '');
  },
};

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

describe.each(['bash', 'fish'] as const)('%s', (shell) => {
  const offers = OFFERS[shell];

  // Debian has both; a machine without one cannot run its scripts.
  describe.skipIf(!isThere(shell))('completes', () => {
    it('commands', () => {
      const commands = operations.map(({ cli }) => cli.command);
      expect(offers(['codex-master-mcp', ''])).toEqual(expect.arrayContaining(commands));
      expect([...offers(['codex-master-mcp', 'assign-'])].toSorted()).toEqual([
        'assign-readonly',
        'assign-write',
      ]);
    });

    it('the Agentinnen of the fleet, where a command takes one', () => {
      expect([...offers(['codex-master-mcp', 'wait', ''])].toSorted()).toEqual(['mila', 'nora']);
      expect([...offers(['codex-master-mcp', 'start', ''])].toSorted()).toEqual(['both', 'mila', 'nora']);
      expect(offers(['codex-master-mcp', 'wait', 'mila', ''])).toEqual([]);
    });

    it('flags and their values', () => {
      expect(offers(['codex-master-mcp', 'tail', 'mila', '--so'])).toEqual(['--source']);
      expect([...offers(['codex-master-mcp', 'tail', 'mila', '--source', ''])].toSorted()).toEqual([
        'log',
        'pane',
      ]);
      expect([...offers(['codex-master-mcp', 'tail', '--lines', '5', ''])].toSorted()).toEqual([
        'mila',
        'nora',
      ]);
      expect(offers(['codex-master-mcp', 'start', '--cwd', 'note'])).toEqual(['notes.txt']);
    });
  });
});

describe.skipIf(!isThere('zsh'))('zsh', () => {
  it('takes the script and calls its function for the command', () => {
    const script =
      'autoload -U compinit && compinit -D -u && source ./zsh && print $_comps[codex-master-mcp]';
    expect(ran('zsh', ['-fc', script]).trim()).toBe('_codex_master');
  });

  it('completes in its line editor', () => {
    const line = 'codex-master-mcp tail mila --sour\t lo\t';
    // A shell of its own on a terminal of its own: completion needs the line editor.
    const script = [
      'zmodload zsh/zpty',
      'zpty shell zsh -f -i',
      "zpty -w shell 'PS1=; autoload -U compinit && compinit -D -u; source ./zsh; setopt noautomenu; print REA''DY'",
      "zpty -r shell out '*READY*'",
      `zpty -w -n shell $'${line.replaceAll('\t', String.raw`\t`)}'`,
      "zpty -r shell out '*log*' && print -r -- COMPLETED $out",
    ].join('\n');
    // The editor draws in pieces, with colours between them.
    expect(plainText(ran('zsh', ['-fc', script]))).toMatch(/--source\s+log/);
  });
});

it('another shell is wrong usage', () => {
  for (const words of [[], ['tcsh'], ['bash', 'zsh']])
    expect(() => completionScript(words, ['a'])).toThrow(UsageError);
});
