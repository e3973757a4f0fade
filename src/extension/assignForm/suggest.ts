import path from 'node:path';
import { l10n } from 'vscode';
import type { LedgerEntry } from '../../core/assignment/assignment.ts';
import { isWithin } from '../../core/assignment/scope.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { AgentChoice } from '../../shared/assignForm.ts';
import { isFree, isRunning, stateText } from '../views/agents/agentRows.ts';
import { folderOf, limitTitle } from '../views/agents/agentTexts.ts';
import { agentTitle } from '../text/words.ts';

/** What a suggestion rests on. */
export interface SuggestionBasis {
  readonly agents: readonly AgentSnapshot[];
  /** What was assigned before, newest first. */
  readonly past: readonly LedgerEntry[];
  /** What the new assignment is about, as it is written: relative to the folder of whoever has it. */
  readonly paths: readonly string[];
  readonly nowMs: number;
}

/** Older assignments say little about who knows a file today. */
const MOST_PAST = 100;

interface Rated {
  readonly agent: AgentSnapshot;
  readonly score: number;
  readonly leftPercent: number | null;
  readonly knows: boolean;
}

/** Everybody, the best suited first: who is free, has headroom in her limits, and worked on these files before. */
export function agentChoice(basis: SuggestionBasis): Omit<AgentChoice, 'trouble'> {
  const rated = basis.agents.map((agent) => rate(agent, basis)).toSorted((a, b) => b.score - a.score);
  const [best] = rated;
  const isUsable = best !== undefined && canTake(best.agent);
  return {
    options: rated.map((one) => ({
      id: one.agent.spec.id,
      title: [`${agentTitle(one.agent.spec)} – ${stateText(one.agent, basis.nowMs)}`, ...meritsOf(one)].join(
        ' · ',
      ),
    })),
    suggestedId: best?.agent.spec.id ?? '',
    reason: isUsable ? l10n.t('Suggested: {0}.', reasonsFor(best).join(', ')) : '',
  };
}

/** Can she take a task now, or when she is started? */
export function canTake(agent: AgentSnapshot): boolean {
  return isFree(agent) || !isRunning(agent) || agent.activity.state === 'starting';
}

function rate(agent: AgentSnapshot, basis: SuggestionBasis): Rated {
  const leftPercent = headroom(agent);
  const knows = knowsFiles(agent, basis);
  // Being able to take it outweighs all else; knowing the files outweighs a third of the limit.
  const ability = isFree(agent) ? 200 : canTake(agent) ? 150 : 0;
  return { agent, leftPercent, knows, score: ability + (knows ? 30 : 0) + (leftPercent ?? 90) * 0.8 };
}

/** What is left of the tighter limit, in percent; null when Codex said nothing yet. */
function headroom({ model }: AgentSnapshot): number | null {
  const windows = [model.rateLimits?.primary, model.rateLimits?.secondary];
  const used = windows.flatMap((window) => (window ? [window.usedPercent] : []));
  return used.length === 0 ? null : Math.max(0, Math.round(100 - Math.max(...used)));
}

function knowsFiles(agent: AgentSnapshot, { past, paths }: SuggestionBasis): boolean {
  const folder = folderOf(agent);
  if (folder === null || paths.length === 0) return false;
  const hers = past.slice(0, MOST_PAST).filter((entry) => entry.agentId === agent.spec.id);
  const known = hers.flatMap((entry) => entry.writePaths).map((given) => path.resolve(folder, given));
  const wantedPaths = paths.map((given) => path.resolve(folder, given));
  return known.some((one) => wantedPaths.some((wanted) => isWithin(wanted, one) || isWithin(one, wanted)));
}

function reasonsFor(rated: Rated): string[] {
  const isReady = isFree(rated.agent);
  return [isReady ? l10n.t('she is free') : l10n.t('she is started for it'), ...meritsOf(rated)];
}

/** What speaks for her beside her state. */
function meritsOf({ agent, leftPercent, knows }: Rated): string[] {
  return [
    ...(knows ? [l10n.t('worked on these files')] : []),
    ...(leftPercent === null ? [] : [l10n.t('{0} % left ({1})', leftPercent, tightestTitle(agent))]),
  ];
}

/** The limit that the headroom is of. */
function tightestTitle({ model: { rateLimits } }: AgentSnapshot): string {
  const [primary, secondary] = [rateLimits?.primary ?? null, rateLimits?.secondary ?? null];
  if (secondary !== null && secondary.usedPercent > (primary?.usedPercent ?? -1))
    return limitTitle('secondary', secondary);
  return primary === null ? l10n.t('limit') : limitTitle('primary', primary);
}
