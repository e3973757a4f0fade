import { l10n } from 'vscode';
import {
  acceptanceLines,
  MOST_ACCEPTANCE_COMMANDS,
  parseAcceptance,
} from '../../core/assignment/acceptance.ts';
import type { ParsedAcceptance } from '../../core/assignment/acceptance.ts';
import type { AssignmentRequest } from '../../core/assignment/assignment.ts';

type Problem = Extract<ParsedAcceptance, { readonly kind: 'problem' }>;

/** What is wrong with acceptance commands, one a line; null when they are all right. */
export function acceptanceProblem(lines: readonly string[]): string | null {
  const parsed = parseAcceptance(lines);
  return parsed.kind === 'commands' ? null : sentence(parsed);
}

function sentence({ line, problem }: Problem): string {
  const command = line ?? '';
  switch (problem.kind) {
    case 'too_many':
      return l10n.t('{0} acceptance commands are possible.', MOST_ACCEPTANCE_COMMANDS);
    case 'blank':
      return l10n.t('{0} does not begin with the name of a program.', command);
    case 'too_long':
      return l10n.t('{0}… is too long. Put it into a script.', command.slice(0, 40));
    case 'unseen':
      return l10n.t('A command has a character that cannot be seen.');
    case 'unfinished':
      return l10n.t('{0} has a quote that is not closed, or ends with a backslash.', command);
    case 'shell':
      return l10n.t(
        '{0} has {1}, which only a shell understands, and none runs it. Put it in quotes, or the line into a script.',
        command,
        problem.character,
      );
  }
}

/** What must succeed, as a line of the confirmation; none when nothing was named. */
export function acceptanceText({ acceptance }: Pick<AssignmentRequest, 'acceptance'>): string[] {
  if (acceptance.length === 0) return [];
  return [l10n.t('Must succeed: {0}', acceptanceLines(acceptance).join(' · '))];
}
