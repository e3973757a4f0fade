import { l10n, TerminalProfile, workspace } from 'vscode';
import { COMMANDS } from '../commands.ts';
import { pickAgent } from '../commands/ask/pickAgent.ts';
import { runCommand } from '../runCommand.ts';
import type { ErrorReporter } from '../messages/errorReporter.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { refuse } from '../trust.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import type { AgentTerminals } from './terminals.ts';

export interface ProfileDeps {
  readonly service: FleetService;
  readonly terminals: AgentTerminals;
  readonly errors: ErrorReporter;
  readonly now: () => number;
}

/**
 * "Agentin…" in the menu of new terminals. VS Code shows an error for a profile that did not come. Nothing is wrong when
 * none is wanted: it hears nothing.
 */
export async function provideTerminalProfile(deps: ProfileDeps): Promise<TerminalProfile> {
  return (await profileOf(deps)) ?? new Promise<never>(() => {});
}

async function profileOf(deps: ProfileDeps): Promise<TerminalProfile | null> {
  const { terminals, errors } = deps;
  try {
    if (!workspace.isTrusted) {
      errors.watch(refuse());
      return null;
    }
    const agent = await pickAgent(deps, undefined, {
      title: l10n.t('Open the terminal of which Agentin?'),
      fits: () => true,
      none: l10n.t('fleet.json names no Agentin.'),
    });
    if (agent === undefined || terminals.reveal(agent.spec.id)) return null;
    // The terminal waits for her and shows her when she is up.
    if (!isRunning(agent)) errors.watch(runCommand(COMMANDS.start, agent.spec.id));
    return new TerminalProfile(terminals.optionsFor(agent.spec.id));
  } catch (error) {
    void errors.show(error);
    return null;
  }
}
