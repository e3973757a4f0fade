import { CONTROL_CHARACTER, CONTROL_SEQUENCE } from './sequences.ts';

/**
 * Text as it may be pasted into a terminal: newline and tab are the only control characters left, so nothing in
 * it can end the bracketed paste (`ESC[201~`) and go on as key presses. Line ends become `\n`.
 */
export function cleanPaste(text: string): string {
  return (
    text
      .toWellFormed()
      // Whole sequences, so that no `[201~` is left lying about as text.
      .replaceAll(CONTROL_SEQUENCE, '')
      .replaceAll(/\r\n?/g, '\n')
      .replaceAll(CONTROL_CHARACTER, '')
  );
}
