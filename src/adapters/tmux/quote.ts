import { FleetError } from '../../core/errors.ts';
import type { TmuxCommand } from './command.ts';

// The quote and the ASCII control characters; those of C1 are plain text in UTF-8.
const AWKWARD = /'|[^\P{Cc}\u0080-\u009F]/gu;

/** A character outside of quotes: the quote itself by a backslash, a control character by its octal number. */
function escapeCharacter(character: string): string {
  if (character === "'") return String.raw`'\''`;
  const code = character.charCodeAt(0);
  if (code === 0) throw new FleetError('internal', 'A tmux argument cannot hold a null character.');
  return `'\\${code.toString(8).padStart(3, '0')}'`;
}

/**
 * One argument for tmux' own command language (configuration, hooks, `source-file`). Between single quotes every
 * character stands for itself but the quote and, since a command is a line, the control characters.
 */
export function quoteArgument(text: string): string {
  return `'${text.replaceAll(AWKWARD, escapeCharacter)}'`;
}

/** One command as a line of tmux' command language, without the newline. */
export function quoteCommand(command: TmuxCommand): string {
  return command.map((word) => quoteArgument(word)).join(' ');
}
