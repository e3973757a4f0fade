import { l10n } from 'vscode';
import type { CommandHandler, CommandHandlers, CommandName } from '../commands.ts';
import { isRecord } from '../fleet/target.ts';
import type { RowHandle } from '../views/rows/rowTree.ts';
import { showInfo } from '../messages/say.ts';

type ViewName = 'agents' | 'inbox' | 'page';

export interface KeyedViews {
  /** Null when the list changed, so that nobody can tell. */
  rowsUnderKeys(view: ViewName): Promise<readonly RowHandle[] | null>;
}

/**
 * Lets a key pressed in a tree, or on an Agentin's page, do what a click there does: key bindings name it as their argument
 * (`{ "keysIn": "inbox" }`), and the command gets the row and the selection as from a menu.
 */
export function withKeys(views: KeyedViews, handlers: CommandHandlers): CommandHandlers {
  const entries = Object.entries(handlers).map(
    ([name, handler]) => [name, keyed(views, name, handler)] as const,
  );
  return Object.fromEntries(entries) as CommandHandlers;
}

/**
 * Offered on rows and in the palette, nowhere else. VS Code hands a row's command nothing at all when the row was redrawn
 * or went under the click, which must not count as "the only one that fits".
 */
const ON_ROWS: ReadonlySet<string> = new Set<CommandName>([
  'approve',
  'approveForSession',
  'decline',
  'declineWithNote',
  'answerQuestion',
  'showChanges',
  'start',
  'stop',
  'interrupt',
  'attach',
  'send',
  'markLooked',
]);

function keyed(views: KeyedViews, name: string, handler: CommandHandler): CommandHandler {
  return async (...args) => {
    if (ON_ROWS.has(name) && args.length > 0 && (args[0] === undefined || args[0] === null)) {
      sayThatItChanged();
      return;
    }
    const view = viewOf(args[0]);
    if (view === null) {
      await handler(...args);
      return;
    }
    const rows = await views.rowsUnderKeys(view);
    if (rows === null) {
      sayThatItChanged();
      return;
    }
    // Without a row nothing is guessed: the key does nothing.
    if (rows.length > 0) await handler(rows[0], rows);
  };
}

function sayThatItChanged(): void {
  void showInfo(l10n.t('The list changed at that moment; nothing was done. Try again.'));
}

function viewOf(argument: unknown): ViewName | null {
  if (!isRecord(argument)) return null;
  const view = argument['keysIn'];
  return view === 'agents' || view === 'inbox' || view === 'page' ? view : null;
}
