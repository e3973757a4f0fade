import { l10n } from 'vscode';
import type { PatchText } from '../../../core/content/content.ts';
import { visibleText } from '../../../core/text/visibleText.ts';
import type { PageFile } from '../../../shared/pageContent.ts';

/** How many lines of one file, and characters of all, are drawn on a page; the diff editor has the rest. */
const MOST_LINES = 200;
const MOST_CHARS = 60_000;

/** Cuts the patches of one page, one after the other, to what is drawn of them. */
export function shownPatch(): (patch: PatchText) => Pick<PageFile, 'patch' | 'patchNote'> {
  let leftChars = MOST_CHARS;
  return ({ text, leftOutLines }) => {
    const lines = text.split('\n');
    const shown: string[] = [];
    for (const line of lines.slice(0, MOST_LINES)) {
      if (line.length + 1 > leftChars) break;
      leftChars -= line.length + 1;
      shown.push(line);
    }
    const missing = lines.length - shown.length + leftOutLines;
    return {
      patch: visibleText(shown.join('\n')),
      patchNote: missing === 0 ? '' : l10n.t('{0} more lines: open the file.', missing),
    };
  };
}
