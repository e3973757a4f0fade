import type { FlagSpec } from '../operations/cliSpec.ts';
import type { BoundOperation, Operation } from '../operations/index.ts';
import { operations } from '../operations/index.ts';
import { choicesOf } from './arguments.ts';
import { hanging } from './readable/layout.ts';

const FLAG_COLUMN = 32;

/** `codex-master-mcp --help`. */
export function generalHelp(): string {
  return [
    'codex-master-mcp leads Agentinnen: Codex instances, each with a home and a terminal of her own.',
    '',
    'Usage: codex-master-mcp COMMAND [arguments] [--json]',
    '',
    ...operations.map(({ cli, title }) => row(cli.command, title)),
    row('tools', 'Print the schemas of all tools as JSON'),
    row('completion bash|zsh|fish', 'Print a completion script for a shell'),
    '',
    'codex-master-mcp COMMAND --help tells more. codex-master-mcp --version prints the version.',
    'Exit codes: 0 done (also when single Agentinnen failed), 1 refused or failed, 2 wrong usage.',
  ].join('\n');
}

/** `codex-master-mcp completion --help`. */
export const COMPLETION_HELP = [
  'Usage: codex-master-mcp completion bash|zsh|fish',
  '',
  'Prints a script that completes commands, flags, their values and the names of your Agentinnen:',
  '',
  row('bash', 'source <(codex-master-mcp completion bash), in ~/.bashrc'),
  row('zsh', 'source <(codex-master-mcp completion zsh), in ~/.zshrc behind compinit'),
  row('fish', 'codex-master-mcp completion fish | source, in ~/.config/fish/config.fish'),
].join('\n');

/** `codex-master-mcp COMMAND --help`. */
export function commandHelp(bound: BoundOperation): string {
  const { operation } = bound;
  return [
    usageLine(operation),
    '',
    ...hanging('', operation.description),
    '',
    ...operation.cli.positionals.map((name) => row(name.toUpperCase(), positionalHelp(bound, name))),
    ...operation.cli.flags.map((flag) => row(flagWord(flag), flag.help)),
    row('--json', 'print the result as JSON with sorted keys'),
  ].join('\n');
}

function usageLine({ cli }: Operation): string {
  const words = cli.positionals.map((name) => name.toUpperCase());
  return `Usage: codex-master-mcp ${[cli.command, ...words, '[flags]'].join(' ')}`;
}

function positionalHelp({ inputSchema }: BoundOperation, name: string): string {
  const choices = choicesOf(inputSchema, name);
  return choices === null ? 'put it in quotes; begin with -- if it starts with a dash' : choices.join(' | ');
}

function flagWord({ flag, kind }: FlagSpec): string {
  const value = { text: ' TEXT', integer: ' N', list: ' TEXT', on: '', off: '' }[kind];
  return `--${flag}${value}`;
}

function row(left: string, right: string): string {
  return `  ${left.padEnd(FLAG_COLUMN - 2)}${right}`;
}
