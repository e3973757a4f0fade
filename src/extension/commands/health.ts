import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { AgentSpec } from '../../core/config.ts';
import type { Check } from '../../core/diagnostics/check.ts';
import type { CommandHandlers } from '../commands.ts';
import { adviceText } from '../health/advice.ts';
import { findingsOf, subjectOf } from '../health/findings.ts';
import type { Fault } from '../health/fixes.ts';
import type { HealthParts } from '../health/healthParts.ts';
import { checkNameOf } from '../health/rows.ts';
import { checkTitle, fixTitle } from '../health/words.ts';
import { waitPatiently } from '../messages/progress.ts';
import type { CommandDeps } from './deps.ts';
import { offer, showInfo } from '../messages/say.ts';
import { agentTitle } from '../text/words.ts';

type HealthCommands = Pick<CommandHandlers, 'checkHealth' | 'fixHealth' | 'createHome'>;

export interface HealthCommandDeps extends CommandDeps {
  readonly parts: Pick<HealthParts, 'health' | 'healthView'>;
  /** See `mend`; loaded when it is used. */
  readonly mend: (fault: Fault) => Promise<boolean>;
}

/** Looking at the health, and mending what is wrong. */
export function healthCommands(deps: HealthCommandDeps): HealthCommands {
  return {
    checkHealth: async () => {
      await deps.service.ready().catch(() => undefined);
      await deps.parts.healthView.focus();
      await deps.parts.healthView.check();
    },
    fixHealth: async (argument) => {
      const check = named(deps, argument) ?? (await pickCheck(deps));
      if (check !== undefined) await fix(deps, check);
    },
    createHome: async (agentId) => {
      const agent = typeof agentId === 'string' ? (deps.service.snapshot(agentId)?.spec ?? null) : null;
      if (agent === null) return;
      if (!(await deps.mend({ fix: 'create_home', advice: '', facts: {}, agent }))) return;
      await deps.notices.check();
      offerLogIn(deps, agent);
    },
  };
}

/** An empty home is half the way: she cannot begin before Codex knows who pays for her. */
function offerLogIn({ mend, errors }: HealthCommandDeps, agent: AgentSpec): void {
  const text = l10n.t('The home of {0} is there. Log her in, then start her.', agentTitle(agent));
  const logIn = async (): Promise<unknown> =>
    mend({ fix: 'log_in', advice: '', facts: {}, agent }).catch(async (error: unknown) =>
      errors.show(error, { agentId: agent.id }),
    );
  offer(errors, showInfo, text, [{ label: fixTitle('log_in'), go: logIn }]);
}

/** From a row, else the selected row of the view. */
function named({ parts }: HealthCommandDeps, argument: unknown): Check | undefined {
  const { health, healthView } = parts;
  const name = isRow(argument) ? checkNameOf(argument.id) : healthView.selected;
  return name === null ? undefined : health.check(name);
}

function isRow(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

interface CheckItem extends QuickPickItem {
  readonly check: Check;
}

async function pickCheck(deps: HealthCommandDeps): Promise<Check | undefined> {
  await deps.service.ready().catch(() => undefined);
  await waitPatiently(l10n.t('Checking'), deps.parts.health.checkIfOld(), deps.log);
  const items = findingsOf(deps.parts.health.state.report?.checks ?? [])
    .filter(({ check }) => check.fix !== null)
    .map(({ check }) => itemOf(deps, check));
  if (items.length === 0) {
    void showInfo(l10n.t('There is nothing to fix.'));
    return undefined;
  }
  return (await window.showQuickPick(items, { title: l10n.t('What shall be fixed?') }))?.check;
}

function itemOf({ service }: HealthCommandDeps, check: Check): CheckItem {
  const { group, topic } = about(service, check);
  const who = group.kind === 'agent' ? (service.snapshot(group.agentId)?.spec.name ?? group.agentId) : null;
  return {
    label: check.fix === null ? check.name : fixTitle(check.fix),
    description: who === null ? checkTitle(topic) : `${who}: ${checkTitle(topic)}`,
    detail: adviceText(check, topic),
    check,
  };
}

async function fix(deps: HealthCommandDeps, check: Check): Promise<void> {
  const { fix: fixId, facts } = check;
  const { group, topic } = about(deps.service, check);
  const advice = adviceText(check, topic);
  if (fixId === null) {
    void showInfo(advice === '' ? l10n.t('There is nothing to fix.') : advice);
    return;
  }
  const agent = group.kind === 'agent' ? (deps.service.snapshot(group.agentId)?.spec ?? null) : null;
  if (await deps.mend({ fix: fixId, advice, facts, agent })) await deps.parts.healthView.check();
}

function about(service: CommandDeps['service'], { name }: Pick<Check, 'name'>): ReturnType<typeof subjectOf> {
  return subjectOf(
    name,
    service.snapshots().map(({ spec }) => spec.id),
  );
}
