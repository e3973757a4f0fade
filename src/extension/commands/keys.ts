import type { CommandHandler, CommandHandlers } from '../commands.ts';
import { isRecord } from '../target.ts';
import type { RowHandle } from '../views/rowTree.ts';

type ViewName = 'agents' | 'inbox';

interface KeyedViews {
  rowsUnderKeys(view: ViewName): Promise<readonly RowHandle[]>;
}

/**
 * Lets a key pressed in a tree do what a click on its row does: key bindings name the tree as their argument
 * (`{ "keysIn": "inbox" }`), and the command gets the row and the selection as from a menu.
 */
export function withKeys(views: KeyedViews, handlers: CommandHandlers): CommandHandlers {
  const entries = Object.entries(handlers).map(([name, handler]) => [name, keyed(views, handler)] as const);
  return Object.fromEntries(entries) as CommandHandlers;
}

function keyed(views: KeyedViews, handler: CommandHandler): CommandHandler {
  return async (...args) => {
    const view = viewOf(args[0]);
    if (view === null) {
      await handler(...args);
      return;
    }
    const rows = await views.rowsUnderKeys(view);
    // Without a row nothing is guessed: the key does nothing.
    if (rows.length > 0) await handler(rows[0], rows);
  };
}

function viewOf(argument: unknown): ViewName | null {
  if (!isRecord(argument)) return null;
  const view = argument['keysIn'];
  return view === 'agents' || view === 'inbox' ? view : null;
}
