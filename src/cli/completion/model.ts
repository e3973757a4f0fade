import type { FlagSpec } from '../../operations/cliSpec.ts';
import type { Operation } from '../../operations/index.ts';
import { choicesOf } from '../arguments.ts';

/** What may stand at a place of the command line. */
export type Values =
  | { readonly kind: 'none' }
  | { readonly kind: 'text' }
  | { readonly kind: 'files' }
  | { readonly kind: 'choices'; readonly choices: readonly string[] };

export interface CompletedFlag {
  /** With its dashes. */
  readonly flag: string;
  readonly help: string;
  /** `none` for a switch. */
  readonly values: Values;
}

export interface CompletedCommand {
  readonly command: string;
  readonly help: string;
  readonly positionals: readonly Values[];
  readonly flags: readonly CompletedFlag[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Arguments that are paths. */
const FILES: ReadonlySet<string> = new Set(['cwd', 'path', 'scope', 'write_paths']);
const JSON_FLAG: CompletedFlag = {
  flag: '--json',
  help: 'print the result as JSON',
  values: { kind: 'none' },
};
const HELP_FLAG: CompletedFlag = {
  flag: '--help',
  help: 'tell more of the command',
  values: { kind: 'none' },
};

/** Every subcommand, with what its arguments may be in a fleet of these Agentinnen. */
export function completedCommands(
  operations: readonly Operation[],
  agentIds: readonly string[],
): readonly CompletedCommand[] {
  const commands = operations.map((operation): CompletedCommand => {
    const { inputSchema } = operation.bind(agentIds);
    const values = (name: string): Values => valuesOf(name, choicesOf(inputSchema, name));
    const { command, positionals, flags } = operation.cli;
    return {
      command,
      help: operation.title,
      positionals: positionals.map(values),
      flags: [...flags.map((flag) => completedFlag(flag, values)), JSON_FLAG, HELP_FLAG],
    };
  });
  const shells: Values = { kind: 'choices', choices: SHELLS };
  return [
    ...commands,
    { command: 'tools', help: 'Print the schemas of all tools as JSON', positionals: [], flags: [] },
    { command: 'completion', help: 'Print a completion script', positionals: [shells], flags: [] },
    { command: 'help', help: 'Name all commands', positionals: [], flags: [] },
  ];
}

function completedFlag(
  { flag, argument, kind, help }: FlagSpec,
  values: (name: string) => Values,
): CompletedFlag {
  const isSwitch = kind === 'on' || kind === 'off';
  return { flag: `--${flag}`, help, values: isSwitch ? { kind: 'none' } : values(argument) };
}

function valuesOf(name: string, choices: readonly string[] | null): Values {
  if (choices !== null) return { kind: 'choices', choices };
  return { kind: FILES.has(name) ? 'files' : 'text' };
}
