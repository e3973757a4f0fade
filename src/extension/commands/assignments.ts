import { l10n, window } from 'vscode';
import type { CommandHandlers } from '../commands.ts';
import { targetOf } from '../fleet/target.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { agentTitle } from '../text/words.ts';
import type { CommandDeps } from './deps.ts';
import { attempt } from './lifecycle.ts';
import { wayToStart } from './ask/nobody.ts';
import { pickAgent } from './ask/pickAgent.ts';

type AssignmentCommands = Pick<CommandHandlers, 'showAssignment' | 'requestReport' | 'moreAssignments'>;

/** What following assignments needs beside the fleet. */
export interface AssignmentDeps extends CommandDeps {
  readonly assignments: { showMore(group: string | null): void };
  readonly assignmentPages: { show(assignmentId: string): Promise<void> };
}

/** Following what was assigned. */
export function assignmentCommands(deps: AssignmentDeps): AssignmentCommands {
  return {
    showAssignment: async (argument) => {
      const assignmentId = targetOf(argument)?.assignmentId;
      if (assignmentId !== undefined) await deps.assignmentPages.show(assignmentId);
    },
    requestReport: async (argument) => requestReport(deps, argument),
    moreAssignments: async (group) =>
      Promise.resolve(deps.assignments.showMore(typeof group === 'string' ? group : null)),
  };
}

async function requestReport(deps: AssignmentDeps, argument: unknown): Promise<void> {
  const agent = await pickAgent(deps, argument, {
    title: l10n.t('Ask which Agentin for a report?'),
    fits: isRunning,
    none: l10n.t('No Agentin is running.'),
    way: wayToStart(),
  });
  if (agent === undefined) return;
  const name = agentTitle(agent.spec);
  const wish = { assignmentId: targetOf(argument)?.assignmentId ?? null, enter: true };
  const isAsked = await attempt(deps, agent, l10n.t('Asking {0} for a report…', name), async (fleet) =>
    fleet.requestReport(agent.spec.id, wish, deps.service.holder),
  );
  if (isAsked) window.setStatusBarMessage(l10n.t('{0} was asked for a report.', name), 5000);
}
