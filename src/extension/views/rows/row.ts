import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCheckboxState } from 'vscode';
import { visibleText } from '../../../core/text/visibleText.ts';
import type { Command, TreeItemCollapsibleState } from 'vscode';
import type { CommandId } from '../../commands.ts';
import { appendPlain } from './plainText.ts';

/** A codicon by name and the theme colour it is drawn in; the state is always said in words as well. */
export interface RowIcon {
  readonly id: string;
  readonly color: string | null;
}

/** One line of a tree as data: everything that a change of would be seen. */
export interface Row {
  readonly label: string;
  readonly description: string;
  readonly icon: RowIcon;
  /** Words for `viewItem` in `when` clauses, separated by spaces. */
  readonly contextValue: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly command: RowCommand | null;
  /** Is its box ticked? Null or missing: it has none. */
  readonly tick?: boolean | null;
}

export interface RowCommand {
  readonly id: CommandId | 'workbench.trust.manage';
  readonly title: string;
  readonly args: readonly unknown[];
}

/** A line of a tooltip. `code` values come from the model or the person and are shown verbatim. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly kind?: 'text' | 'code';
  /** Is it left to her page, where there is room for everything? */
  readonly isForPage?: boolean;
}

/** The row as VS Code wants it. The tooltip stays open, so that it is made (fresh) when the pointer rests on it. */
export function toTreeItem(id: string, row: Row, collapsible: TreeItemCollapsibleState): TreeItem {
  const label = shown(row.label);
  const item = new TreeItem(label, collapsible);
  item.id = id;
  item.description = shown(row.description);
  item.iconPath = themeIcon(row.icon);
  item.contextValue = row.contextValue;
  item.accessibilityInformation = { label: shown(spokenText(row.spoken)) };
  if (typeof row.tick === 'boolean') item.checkboxState = checkbox(label, row.tick);
  if (row.command !== null) item.command = toCommand(row.command);
  return item;
}

/** Names of files and branches may hold anything, too: a row is one line in which everything is seen. */
function shown(text: string): string {
  return visibleText(text).replaceAll(/[\n\t]/gu, ' ');
}

/** Screen readers say the dot between two parts as a word, and take a breath at a comma; they leave out a `<`. */
export function spokenText(text: string): string {
  const parted = text.replaceAll(' · ', ', ').replaceAll('., ', '. ');
  return parted.replaceAll(l10n.t('<1 min'), l10n.t('less than a minute'));
}

function checkbox(label: string, isTicked: boolean): NonNullable<TreeItem['checkboxState']> {
  const { Checked, Unchecked } = TreeItemCheckboxState;
  const tooltip = isTicked ? l10n.t('Leave {0} out', label) : l10n.t('Tick {0}', label);
  return {
    state: isTicked ? Checked : Unchecked,
    tooltip,
    accessibilityInformation: { label: tooltip, role: 'checkbox' },
  };
}

export function themeIcon(icon: RowIcon): ThemeIcon {
  return icon.color === null ? new ThemeIcon(icon.id) : new ThemeIcon(icon.id, new ThemeColor(icon.color));
}

function toCommand(command: RowCommand): Command {
  return { command: command.id, title: command.title, arguments: [...command.args] };
}

/**
 * Facts as Markdown: a table of labels and values, interrupted by what is shown verbatim. Values are appended as plain text or
 * code blocks, so that nothing in them is interpreted.
 */
export function factsTooltip(title: string, facts: readonly Fact[]): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**');
  appendPlain(text, title);
  text.appendMarkdown('**\n');
  let isInTable = false;
  for (const { label, value, kind } of facts) {
    if (!isInTable && kind !== 'code') text.appendMarkdown(TABLE);
    isInTable = kind !== 'code';
    if (isInTable) {
      text.appendMarkdown('| ');
      appendPlain(text, oneCell(label));
      // VS Code leaves next to nothing between the columns.
      text.appendMarkdown('&nbsp;&nbsp; | ');
      appendPlain(text, oneCell(value));
      text.appendMarkdown(' |\n');
    } else {
      text.appendMarkdown('\n');
      appendPlain(text, label);
      text.appendCodeblock(visibleText(value));
    }
  }
  // What ends a cell is an entity there: it is read after the table was taken apart.
  text.value = text.value.replaceAll(BAR, '&#124;');
  return text;
}

/** A table without a heading. */
const TABLE = '\n| | |\n| :-- | :-- |\n';
/** Stands for `|` in a cell: of no language, and so in no text. */
const BAR = '\uE000';

function oneCell(text: string): string {
  return visibleText(text).replaceAll(/\s+/gu, ' ').replaceAll(BAR, '').replaceAll('|', BAR);
}

/** Are the two rows the same to the eye? Rows hold plain data only. */
export function sameRow(a: Row | undefined, b: Row): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

/** What is read of a text for each character of a line that is made of it. */
const READ_PER_CHAR = 16;

/**
 * One line of at most `chars` characters; what is cut off is marked. A model may write a megabyte, and rows are drawn again
 * and again: no more is read of a text than a line could show.
 */
export function oneLine(text: string, chars: number): string {
  const head = text.slice(0, chars * READ_PER_CHAR);
  const line = visibleText(head.replaceAll(/\s+/gu, ' ').trim());
  const isWhole = head.length === text.length && line.length <= chars;
  return isWhole ? line : `${line.slice(0, chars - 1)}…`;
}
