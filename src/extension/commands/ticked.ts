import { l10n } from 'vscode';
import { showAgents } from '../demo/demoMark.ts';
import { agentIdsOf, targetOf } from '../fleet/target.ts';
import type { CommandHandler, CommandHandlers, CommandName } from '../commands.ts';
import { NO_TARGET } from '../views/rows/rowNode.ts';
import type { Ticks } from '../views/agents/ticks.ts';
import { showInfo } from '../messages/say.ts';

type TickCommands = Pick<
  CommandHandlers,
  'selectSeveral' | 'endSelecting' | 'assignTicked' | 'startTicked' | 'interruptTicked' | 'stopTicked'
>;

/** What a command does with several rows is what it does with ticked ones. */
type Batch = Pick<CommandHandlers, 'newAssignment' | 'start' | 'interrupt' | 'stop'>;

/** The boxes in the tree of Agentinnen, and what is done with those that are ticked. */
function tickCommands(ticks: Ticks, batch: Batch): TickCommands {
  const all =
    (handler: CommandHandler): CommandHandler =>
    async () => {
      const rows = ticks.ids.map(rowOf);
      if (rows.length === 0) void showInfo(l10n.t('Tick the Agentinnen first.'));
      else await handler(rows[0], rows);
    };
  return {
    selectSeveral: async (argument, selection) => {
      const agentIds = agentIdsOf(argument, selection);
      ticks.begin(agentIds ?? []);
      // From the palette: the boxes may stand where nobody sees them.
      if (agentIds === null) await showAgents();
    },
    endSelecting: async () => Promise.resolve(ticks.end()),
    assignTicked: async () => {
      await all(batch.newAssignment)();
      // The form has them from here on.
      if (ticks.ids.length > 0) ticks.end();
    },
    startTicked: all(batch.start),
    interruptTicked: all(batch.interrupt),
    stopTicked: all(batch.stop),
  };
}

/** The commands with those that do the same for all that are ticked. */
export function withTickCommands<Handlers extends Batch>(
  ticks: Ticks,
  handlers: Handlers,
): Handlers & TickCommands {
  return { ...handlers, ...tickCommands(ticks, handlers) };
}

const WITH_TICKS: ReadonlySet<string> = new Set<CommandName>(['start', 'stop', 'interrupt', 'newAssignment']);

/** A command from the row of one that is ticked is about all that are, as with selected rows. */
export function withTicks(ticks: Ticks, handlers: CommandHandlers): CommandHandlers {
  const entries = Object.entries(handlers).map(([name, handler]): [string, CommandHandler] => {
    if (!WITH_TICKS.has(name)) return [name, handler];
    const ticked: CommandHandler = async (...args) => {
      const [argument, selection, ...rest] = args;
      const isOne = !Array.isArray(selection) || selection.length < 2;
      const agentId = isOne ? (targetOf(argument)?.agentId ?? null) : null;
      const { ids } = ticks;
      if (agentId === null || !ids.includes(agentId) || ids.length < 2) {
        // As many as there were: from the palette none at all, which is another thing than a row that is gone.
        await handler(...args);
        return;
      }
      const rows = [agentId, ...ids.filter((id) => id !== agentId)].map(rowOf);
      await handler(rows[0], rows, ...rest);
    };
    return [name, ticked];
  });
  return Object.fromEntries(entries) as CommandHandlers;
}

function rowOf(agentId: string): { readonly target: typeof NO_TARGET } {
  return { target: { ...NO_TARGET, agentId } };
}
