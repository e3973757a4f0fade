import path from 'node:path';
import { l10n } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot, Fleet } from '../../core/fleetApi.ts';
import type { ScopeFault, ScopeProblem } from '../../core/scope.ts';
import { matchSkills } from '../../core/skills.ts';
import type { SkillInventory } from '../../core/skills.ts';
import type { AssignDraft, DraftReview, FieldProblem } from '../../shared/assignForm.ts';
import { overlapping, writtenPlaces } from '../assignments/writers.ts';
import { sandboxLines } from '../commands/assignSteps.ts';
import { workFolder } from '../commands/startFolder.ts';
import { errorSentence } from '../errorWords.ts';
import { isRunning, stateText } from '../views/agentRows.ts';
import { agentTitle } from '../words.ts';
import { acceptanceProblem } from './acceptanceWords.ts';
import { linesOf, requestOf } from './draft.ts';
import { canTake } from './suggest.ts';

/** What a review is made of. */
export interface ReviewBasis {
  readonly fleet: Pick<Fleet, 'checkScope' | 'config'>;
  readonly agent: AgentSnapshot;
  readonly all: readonly AgentSnapshot[];
  /** Hers; null while it is not known. */
  readonly skills: SkillInventory | null;
  readonly nowMs: number;
}

/**
 * What the draft comes to: the sandbox in words, who else may write there, and what stands against it. What is only
 * missing yet is told when it is about to be sent (`isFinal`).
 */
export async function reviewDraft(
  draft: AssignDraft,
  basis: ReviewBasis,
  isFinal: boolean,
): Promise<DraftReview> {
  const { agent, fleet, all } = basis;
  const request = requestOf(draft);
  const folder = workFolder(agent);
  const paths = await pathProblems(draft, basis, folder);
  const writePaths = request.writePaths.filter((given) => !paths.some(({ given: bad }) => bad === given));
  const missing = isFinal ? missingProblems(draft) : [];
  return {
    sandbox: [
      ...(request.role === 'worker' && writePaths.length === 0
        ? [l10n.t('May write: nothing yet. Name the paths.')]
        : sandboxLines(agent, { ...request, writePaths }, fleet.config.launch.policy)),
      ...startLines(agent, draft),
    ],
    conflicts: conflictLines(draft, request.writePaths, folder, agent, all),
    problems: [
      ...busyProblems(basis),
      ...missing,
      ...paths.map(({ field, text }) => ({ field, text })),
      ...skillProblems(draft, basis),
      ...acceptanceProblems(draft),
    ],
  };
}

/** A problem with the path that it is about. */
type PathProblem = FieldProblem & { readonly given: string | null };

/** What happens to her before she gets the task. */
function startLines(agent: AgentSnapshot, draft: AssignDraft): string[] {
  const name = agentTitle(agent.spec);
  if (draft.worktree && isRunning(agent)) {
    return [l10n.t('A new worktree is made for her; to work there, {0} is stopped and started again.', name)];
  }
  if (draft.worktree) return [l10n.t('A new worktree is made for her, and {0} is started there.', name)];
  return isRunning(agent) ? [] : [l10n.t('{0} is started first.', name)];
}

function missingProblems(draft: AssignDraft): FieldProblem[] {
  const { task, writePaths, role } = requestOf(draft);
  return [
    ...(task === '' ? [{ field: 'task' as const, text: l10n.t('Say what is to be done.') }] : []),
    ...(role === 'worker' && writePaths.length === 0
      ? [{ field: 'paths' as const, text: l10n.t('Name at least one path.') }]
      : []),
  ];
}

function busyProblems({ agent, nowMs }: ReviewBasis): FieldProblem[] {
  if (canTake(agent)) return [];
  const text = l10n.t('{0} cannot take a task now: {1}.', agentTitle(agent.spec), stateText(agent, nowMs));
  return [{ field: 'agentId', text }];
}

async function pathProblems(
  draft: AssignDraft,
  { fleet, agent }: ReviewBasis,
  folder: string | null,
): Promise<PathProblem[]> {
  const { scope, writePaths } = requestOf(draft);
  if (folder === null || scope.length + writePaths.length === 0) return [];
  try {
    const { problems } = await fleet.checkScope({
      agentId: agent.spec.id,
      scope,
      writePaths,
      base: folder,
      cwd: null,
    });
    const sentences = problems.map((problem) => ({
      field: fieldOf(problem, draft),
      text: faultSentence(problem.given, problem.fault),
      given: problem.given,
    }));
    // A path that stands in both lists is wrong once.
    return [...new Map(sentences.map((one) => [one.text, one])).values()];
  } catch (error) {
    return [
      {
        field: 'paths',
        text: errorSentence(FleetError.from(error, 'The paths cannot be looked at.')),
        given: null,
      },
    ];
  }
}

function fieldOf({ list, given }: ScopeProblem, draft: AssignDraft): 'paths' | 'scope' {
  const isNamedThere = draft.scope.includes(given) && !draft.paths.includes(given);
  return list === 'scope' && isNamedThere ? 'scope' : 'paths';
}

function faultSentence(given: string, fault: ScopeFault): string {
  switch (fault) {
    case 'blank':
      return l10n.t('An empty path is no path.');
    case 'url':
      return l10n.t('{0} is an address, not a path.', given);
    case 'pattern':
      return l10n.t('{0} has a character that stands for others (* ? [ ]). Name the folder instead.', given);
    case 'control_character':
      return l10n.t('{0} has a character that cannot be seen.', given);
    case 'link_loop':
      return l10n.t('{0} leads through links that never end.', given);
    case 'no_scope':
    case 'outside_scope':
      return l10n.t('{0} lies outside of the scope.', given);
  }
}

function skillProblems(draft: AssignDraft, { skills, agent }: ReviewBasis): FieldProblem[] {
  const wanted = draft.skill.trim();
  if (wanted === '' || skills === null || draft.allowMissingSkill) return [];
  if (matchSkills(skills, wanted).length > 0) return [];
  const text = l10n.t(
    '{0} has no skill "{1}". Choose another, or allow that it is missing.',
    agent.spec.name,
    wanted,
  );
  return [{ field: 'skill', text }];
}

function acceptanceProblems(draft: AssignDraft): FieldProblem[] {
  const text = acceptanceProblem(linesOf(draft.acceptance));
  return text === null ? [] : [{ field: 'acceptance', text }];
}

function conflictLines(
  draft: AssignDraft,
  writePaths: readonly string[],
  folder: string | null,
  agent: AgentSnapshot,
  all: readonly AgentSnapshot[],
): string[] {
  // In a worktree of her own nobody else writes.
  if (folder === null || draft.worktree) return [];
  const own = writePaths.map((given) => path.resolve(folder, given));
  return overlapping(writtenPlaces(all), own, agent.spec.id).map((place) =>
    l10n.t('{0} may write {1} until her assignment is over.', agentTitle(place.agent.spec), place.given),
  );
}
