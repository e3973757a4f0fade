import type { MarkdownString } from 'vscode';

/**
 * Appends text in which nothing is interpreted, with lines that break between words. VS Code's own `appendText` makes every
 * blank one that never breaks, so that long lines are cut off. Blanks at the beginning of a line and several in a row stay as
 * they are: they could mean something in Markdown.
 */
export function appendPlain(markdown: MarkdownString, text: string): void {
  const before = markdown.value.length;
  markdown.appendText(text);
  const added = markdown.value.slice(before);
  markdown.value =
    markdown.value.slice(0, before) + added.replaceAll(/(?<=[^\n])(?<!&nbsp;)&nbsp;(?!&nbsp;)/gu, ' ');
}
