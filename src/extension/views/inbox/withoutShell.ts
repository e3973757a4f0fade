/** Nobody reads what is longer in a row, and looking through a megabyte for its end takes time whenever one is drawn. */
const MOST_UNWRAPPED = 20_000;

/**
 * Where systems keep their shells. A model may name the shell that its command is to run in: one from anywhere else, a
 * file that she wrote herself perhaps, is what a person must see.
 */
const SYSTEM_SHELL =
  /^(?:(?:\/usr|\/usr\/local|\/opt\/homebrew|\/run\/current-system\/sw)?\/bin\/)?(?:ba|da|z|k)?sh -l?c (?:(['"])(.*)\1|([^\s'"]+))$/su;

/** Codex wraps commands in a login shell; what stands inside is what a person wants to read first. */
export function withoutShell(command: string): string {
  if (command.length > MOST_UNWRAPPED) return command;
  const [, quote, quoted, plain] = SYSTEM_SHELL.exec(command) ?? [];
  if (plain !== undefined) return plain;
  if (quote === undefined || quoted === undefined) return command;
  if (quote === '"') return unquoted(quoted) ?? command;
  return quoted.includes(quote) ? command : quoted;
}

/** What stands between double quotes as the shell is told it; null when they end before. */
function unquoted(text: string): string | null {
  if (!/^(?:[^"\\]|\\.)*$/su.test(text)) return null;
  return text.replaceAll(/\\([$`"\\])/gu, '$1');
}
