import * as z from 'zod';
import { MOST_ACCEPTANCE_COMMANDS, parseAcceptance } from '../../core/assignment/acceptance.ts';
import { FleetError } from '../../core/errors.ts';
import { MAX_COMMAND_LINE_CHARS, parseCommandLine } from '../../core/text/commandLine.ts';
import type { Argv, CommandLineProblem } from '../../core/text/commandLine.ts';
import type { FlagSpec } from '../cliSpec.ts';

/** The acceptance commands of an assignment: an optional argument of ours (see CONTRIBUTING). */

const commandLine = z
  .string()
  .max(MAX_COMMAND_LINE_CHARS)
  .superRefine((line, ctx) => {
    const parsed = parseCommandLine(line);
    if (parsed.kind === 'problem') ctx.addIssue({ code: 'custom', message: sentence(parsed.problem) });
  });

export const acceptance = z
  .array(commandLine)
  .max(MOST_ACCEPTANCE_COMMANDS)
  .default([])
  .describe(
    'Commands that must succeed before the task counts as done, one line each (`npm test`); no shell: no pipes, variables or patterns. ' +
      'She is told of them. A person runs them in the panel after agreeing to each; nothing runs them by itself.',
  );

export const acceptanceFlag: FlagSpec = {
  flag: 'accept',
  argument: 'acceptance',
  kind: 'list',
  help: 'command that must succeed, without a shell (repeatable)',
};

/** @throws FleetError `invalid_arguments`, which the schema has ruled out for whoever comes through it */
export function acceptanceFrom(lines: readonly string[]): readonly Argv[] {
  const parsed = parseAcceptance(lines);
  if (parsed.kind === 'commands') return parsed.commands;
  const { problem } = parsed;
  throw new FleetError(
    'invalid_arguments',
    problem.kind === 'too_many'
      ? `${MOST_ACCEPTANCE_COMMANDS} acceptance commands are possible.`
      : `An acceptance command ${sentence(problem)}.`,
  );
}

function sentence(problem: CommandLineProblem): string {
  switch (problem.kind) {
    case 'blank':
      return 'must begin with the name of a program';
    case 'too_long':
      return 'is too long; put it into a script';
    case 'unseen':
      return 'must not hold characters that cannot be seen';
    case 'unfinished':
      return 'has a quote that is not closed, or ends with a backslash';
    case 'shell':
      return `has ${JSON.stringify(problem.character)}, which only a shell understands, and none runs it; quote it, or put the line into a script`;
  }
}
