import type { Holder } from '../lease.ts';
import { commandLineOf, parseCommandLine } from '../text/commandLine.ts';
import type { Argv, CommandLineProblem } from '../text/commandLine.ts';

/** Commands that must succeed before an assignment counts as done. */
export const MOST_ACCEPTANCE_COMMANDS = 10;
/** How long each may take. */
export const ACCEPTANCE_TIMEOUT_SECONDS = 600;

/** The acceptance commands of an assignment, as its metadata keeps them. */
export interface Acceptance {
  readonly commands: readonly Argv[];
  /** Who wrote them: what a lead asks for runs only after a person agreed to it. */
  readonly by: Holder['kind'];
}

export type ParsedAcceptance =
  | { readonly kind: 'commands'; readonly commands: readonly Argv[] }
  | {
      readonly kind: 'problem';
      /** The line that is wrong; null when there are too many. */
      readonly line: string | null;
      readonly problem: CommandLineProblem | { readonly kind: 'too_many' };
    };

/** Command lines, blank ones left out, as argv arrays. */
export function parseAcceptance(lines: readonly string[]): ParsedAcceptance {
  const commands: Argv[] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    const parsed = parseCommandLine(line);
    if (parsed.kind === 'problem') return { kind: 'problem', line: line.trim(), problem: parsed.problem };
    commands.push(parsed.argv);
  }
  return commands.length > MOST_ACCEPTANCE_COMMANDS
    ? { kind: 'problem', line: null, problem: { kind: 'too_many' } }
    : { kind: 'commands', commands };
}

/** What is to be kept of the commands that `by` gave; null when there are none. */
export function acceptanceOf(commands: readonly Argv[], by: Holder): Acceptance | null {
  return commands.length === 0 ? null : { commands, by: by.kind };
}

/** As people and models read them. */
export function acceptanceLines(commands: readonly Argv[]): readonly string[] {
  return commands.map(commandLineOf);
}
