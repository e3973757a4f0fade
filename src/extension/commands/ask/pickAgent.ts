import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { panelError } from '../../messages/errorWords.ts';
import type { FleetService } from '../../fleet/fleetService.ts';
import { offer, showInfo } from '../../messages/say.ts';
import type { Way } from '../../messages/say.ts';
import { targetOf } from '../../fleet/target.ts';
import { STATE_ICONS, sortAgents, stateText } from '../../views/agents/agentRows.ts';
import { themeIcon } from '../../views/rows/row.ts';
import { agentTitle } from '../../text/words.ts';
import { inert } from '../../views/rows/inert.ts';
import type { AskingDeps } from '../deps.ts';
import { hasAgents } from './nobody.ts';

export interface AgentQuestion {
  /** "Which Agentin should …?" */
  readonly title: string;
  /** Only those for whom the command makes sense. */
  readonly fits: (snapshot: AgentSnapshot) => boolean;
  /** What to say when there is none of these, and what would change that. */
  readonly none: string;
  readonly way?: Way;
}

interface AgentItem extends QuickPickItem {
  readonly snapshot: AgentSnapshot;
}

/**
 * The Agentin that a command is about: the one its argument names, the only one that fits, or the one that the person
 * picks. Undefined when there is none or the person thought better of it.
 */
export async function pickAgent(
  { service, errors, now }: AskingDeps,
  argument: unknown,
  question: AgentQuestion,
): Promise<AgentSnapshot | undefined> {
  await service.ready();
  const named = targetOf(argument)?.agentId ?? null;
  if (named !== null) return findAgent(service, named);
  if (!hasAgents({ service, errors })) return undefined;
  const fitting = sortAgents(service.snapshots().filter(question.fits));
  if (fitting.length <= 1) {
    if (fitting.length === 0)
      offer(errors, showInfo, question.none, question.way === undefined ? [] : [question.way]);
    return fitting[0];
  }
  const items = fitting.map((snapshot) => agentItem(snapshot, now()));
  const picked = await window.showQuickPick(items, { title: question.title, matchOnDescription: true });
  return picked?.snapshot;
}

/** Rejects with `unknown_agent`, as when it was taken out of fleet.json a moment ago. */
function findAgent(service: FleetService, agentId: string): AgentSnapshot {
  const snapshot = service.snapshot(agentId);
  if (snapshot === undefined)
    throw panelError(
      'unknown_agent',
      l10n.t('There is no such Agentin in fleet.json. Look there at who is in your fleet.'),
    );
  return snapshot;
}

function agentItem(snapshot: AgentSnapshot, nowMs: number): AgentItem {
  return {
    label: inert(agentTitle(snapshot.spec)),
    description: stateText(snapshot, nowMs),
    iconPath: themeIcon(STATE_ICONS[snapshot.activity.state]),
    snapshot,
  };
}
