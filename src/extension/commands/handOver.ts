import { l10n } from 'vscode';
import type { CommandHandlers } from '../commands.ts';
import type { CommandDeps } from './deps.ts';
import { pickAgent } from './ask/pickAgent.ts';
import { targetOf } from '../fleet/target.ts';

/** What handing over needs beside the fleet. */
export interface HandOverDeps extends CommandDeps {
  readonly terminals: {
    readonly active: { readonly agentId: string } | undefined;
    handOver(agentId: string): Promise<void>;
  };
}

/** Letting go of a terminal: the one in front, unless an Agentin is named. */
export function handOverCommand(deps: HandOverDeps): CommandHandlers['handOver'] {
  const { terminals } = deps;
  return async (argument) => {
    const named = targetOf(argument)?.agentId ?? terminals.active?.agentId;
    const agent = await pickAgent(deps, named, {
      title: l10n.t('Hand over the terminal of which Agentin?'),
      fits: (snapshot) => snapshot.terminal.state === 'held',
      none: l10n.t('Nobody types in a terminal.'),
    });
    if (agent !== undefined) await terminals.handOver(agent.spec.id);
  };
}
