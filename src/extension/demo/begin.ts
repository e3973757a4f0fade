import { l10n } from 'vscode';
import type { AssignmentRequest } from '../../core/assignment/assignment.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { untilFree } from '../commands/untilFree.ts';
import type { FleetService } from '../fleetService.ts';
import { isRunning } from '../views/agentRows.ts';

/** Lets the demo come alive: both start; one will ask for an approval, the other works a little and finishes. */
export async function beginDemo(service: FleetService): Promise<void> {
  await service.ready();
  await service.look();
  const [first, second] = service.snapshots();
  const tasks = [
    begin(service, first, writing(l10n.t('Write the release notes for 1.4.'))),
    begin(service, second, reading(l10n.t('Look at the cart: is the sum always right?'))),
  ];
  await Promise.all(tasks);
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
