import { l10n } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot, Fleet } from '../../core/fleetApi.ts';
import { waitPatiently } from '../messages/progress.ts';
import { agentIdsOf } from '../fleet/target.ts';
import { agentTitle } from '../text/words.ts';
import type { CommandDeps } from './deps.ts';
import { showWarning } from '../messages/say.ts';

/** What did not work, and at whom. */
export interface Failure {
  readonly agent: AgentSnapshot;
  readonly error: unknown;
}

/** The Agentinnen of several selected rows; null when the command is about one, or came from elsewhere. */
export async function selectedAgents(
  deps: CommandDeps,
  argument: unknown,
  selection: unknown,
): Promise<readonly AgentSnapshot[] | null> {
  const ids = agentIdsOf(argument, selection) ?? [];
  if (ids.length < 2) return null;
  await deps.service.ready();
  return ids.map((id) => deps.service.snapshot(id)).filter((agent) => agent !== undefined);
}

/**
 * Does something with several Agentinnen at the same time, with one progress for all. One that fails holds no other up;
 * failures of one kind are told once, with everyone whom they hit.
 */
export async function forEachAgent(
  deps: CommandDeps,
  agents: readonly AgentSnapshot[],
  title: string,
  work: (fleet: Fleet, agent: AgentSnapshot) => Promise<unknown>,
): Promise<void> {
  const failures: Failure[] = [];
  const fleet = await deps.service.ready();
  const all = agents.map(async (agent) =>
    work(fleet, agent).catch((error: unknown) => failures.push({ agent, error })),
  );
  await waitPatiently(title, Promise.all(all), deps.log);
  await tellFailures(deps, failures);
}

/** Tells failures of one kind once, with everyone whom they hit. No kind waits until a person has read another. */
export async function tellFailures(deps: CommandDeps, failures: readonly Failure[]): Promise<void> {
  await Promise.all(groups(failures).map(async (group) => tell(deps, group)));
}

function groups(failures: readonly Failure[]): Failure[][] {
  const byCode = new Map<string, Failure[]>();
  for (const failure of failures) {
    const code = FleetError.is(failure.error) ? failure.error.code : 'internal';
    byCode.set(code, [...(byCode.get(code) ?? []), failure]);
  }
  return [...byCode.values()];
}

async function tell(deps: CommandDeps, [first, ...others]: readonly Failure[]): Promise<void> {
  if (first === undefined) return;
  const names = new Set([first, ...others].map(({ agent }) => agentTitle(agent.spec)));
  if (names.size > 1)
    void showWarning(l10n.t('It failed for {0} Agentinnen: {1}', names.size, [...names].join(', ')));
  const { id } = first.agent.spec;
  const whose = names.size === 1 ? { whose: agentTitle(first.agent.spec) } : {};
  await deps.errors.show(first.error, { agentId: id, ...whose });
}
