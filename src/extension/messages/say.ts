import { commands, window } from 'vscode';
import type { MessageItem, MessageOptions } from 'vscode';
import { visibleText } from '../../core/text/visibleText.ts';
import { inert } from '../views/rows/inert.ts';

/*
 * Messages of the window, and the one place that shows any: whatever stands in them (a file's name, a branch, the output of
 * a script), VS Code finds no link in it that runs a command, and nothing in it that is not seen.
 */

type More = readonly string[] | readonly [MessageOptions, ...string[]];

/** A button of a message, and what is done when it is pressed. */
export interface Way<Result = unknown> {
  readonly label: string;
  readonly go: () => Promise<Result>;
}

/** Shows what goes wrong with work that nobody waits for. */
export interface Watcher {
  watch(work: Promise<unknown>): void;
}

/** `options` are for a modal dialog; its detail may have several lines. Resolves with the button that was pressed. */
export async function showInfo(text: string, ...more: More): Promise<string | undefined> {
  const { options, items } = parted(more);
  return window.showInformationMessage(inert(text), options, ...items);
}

/** As `showInfo`, for what a person should look at. */
export async function showWarning(text: string, ...more: More): Promise<string | undefined> {
  const { options, items } = parted(more);
  return window.showWarningMessage(inert(text), options, ...items);
}

/** As `showInfo`, for what failed. */
export async function showError(text: string, ...more: More): Promise<string | undefined> {
  const { options, items } = parted(more);
  return window.showErrorMessage(inert(text), options, ...items);
}

/**
 * Shows a message (by `showInfo` and the like) with a button for each way, and goes the one that is pressed. Resolves with
 * what came of that; undefined when the message was put away.
 */
export async function choose<Result>(
  show: typeof showInfo,
  text: string,
  ways: readonly Way<Result>[],
): Promise<Result | undefined> {
  const pressed = await show(text, ...ways.map(({ label }) => label));
  return ways.find(({ label }) => label === pressed)?.go();
}

/** As `choose`, but nobody waits: a notification may stay for hours. What goes wrong then is shown. */
export function offer(errors: Watcher, show: typeof showInfo, text: string, ways: readonly Way[] = []): void {
  errors.watch(choose(show, text, ways));
}

/** A button that runs a command. */
export function wayTo(label: string, id: string, ...args: readonly unknown[]): Way {
  return { label, go: async () => commands.executeCommand(id, ...args) };
}

/** A modal dialog whose buttons say more than their words. */
export async function showDialog(
  text: string,
  detail: string,
  items: readonly MessageItem[],
): Promise<MessageItem | undefined> {
  return window.showInformationMessage(inert(text), { modal: true, detail: visibleText(detail) }, ...items);
}

function parted(more: More): { readonly options: MessageOptions; readonly items: readonly string[] } {
  const [first] = more;
  if (typeof first !== 'object') return { options: {}, items: more as readonly string[] };
  const { detail } = first;
  const options = detail === undefined ? first : { ...first, detail: visibleText(detail) };
  return { options, items: more.slice(1) as string[] };
}
