import { l10n } from 'vscode';
import type { AssignmentRequest } from '../../core/assignment/assignment.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { untilFree } from '../commands/assign/untilFree.ts';
import { showInfo } from '../messages/say.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { isRunning } from '../views/agents/agentRows.ts';

/**
 * Lets the demo come alive: both start; one will ask for an approval, the other works a little and finishes. Of several
 * windows one does: `turn` is null where another one is at it.
 */
export async function beginDemo(service: FleetService, turn: Disposable | null): Promise<void> {
  if (turn === null) return;
  try {
    await beginBoth(service);
  } finally {
    turn.dispose();
  }
}

async function beginBoth(service: FleetService): Promise<void> {
  await service.ready();
  await service.look();
  const [first, second] = service.snapshots();
  const tasks = [
    begin(service, first, writing(l10n.t('Write the release notes for 1.4.'))),
    begin(service, second, reading(l10n.t('Look at the cart: is the sum always right?'))),
  ];
  // The turn is over when both have begun, or will not.
  await Promise.allSettled(tasks);
  await Promise.all(tasks);
}

/** Another window ended the demo: whose own fleet appears in its place is told why. */
export function tellLeftElsewhere(): void {
  void showInfo(
    l10n.t('The demo fleet was left in another window, and this one shows your own fleet again.'),
  );
}

/** One that runs already was begun by another window, and is left to what she does. */
async function begin(
  service: FleetService,
  agent: AgentSnapshot | undefined,
  request: AssignmentRequest,
): Promise<void> {
  if (agent === undefined || isRunning(agent)) return;
  const fleet = await service.ready();
  const { id } = agent.spec;
  await fleet.start(id, { cwd: null, prompt: null }, service.holder);
  await untilFree(service, id);
  await fleet.assign(id, request, null, service.holder);
}

function writing(task: string): AssignmentRequest {
  return { ...reading(task), role: 'worker', scope: ['docs'], writePaths: ['docs'] };
}

function reading(task: string): AssignmentRequest {
  return {
    role: 'explorer',
    task,
    scope: [],
    writePaths: [],
    skill: null,
    context: [],
    forbidden: [],
    acceptance: [],
    name: null,
    allowSubagents: false,
    allowMissingSkill: false,
    enter: true,
  };
}
