import { visibleText } from '../../../core/text/visibleText.ts';

/** Between two characters it keeps them apart for the window's parsers; nobody sees it. */
const WORD_JOINER = '\u2060';
const JOINED = /(?<=[\]$])\u2060(?=\()/gu;

/**
 * A model's text for places where VS Code reads more than text: notifications take `[x](command:y)` for a link that runs
 * a command, Quick Picks take `$(check)` for an icon. Here both stay what they are; what is inert already stays as it is.
 */
export function inert(text: string): string {
  return visibleText(text.replaceAll(JOINED, ''))
    .replaceAll('](', `]${WORD_JOINER}(`)
    .replaceAll('$(', `$${WORD_JOINER}(`);
}
