import { l10n } from 'vscode';
import type { ScopeFault, ScopeProblem } from '../../core/assignment/scope.ts';
import type { WriteOverlap } from '../../core/assignment/writeOverlaps.ts';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot, Fleet } from '../../core/fleetApi.ts';
import { matchSkills } from '../../core/skills.ts';
import type { SkillInventory } from '../../core/skills.ts';
import type { AssignDraft, DraftReview, FieldProblem } from '../../shared/assignForm.ts';
import { sandboxLines } from '../commands/assign/assignSteps.ts';
import { workFolder } from '../commands/ask/startFolder.ts';
import { errorSentence } from '../messages/errorWords.ts';
import { isRunning, stateText } from '../views/agents/agentRows.ts';
import { agentTitle } from '../text/words.ts';
import { acceptanceProblem } from './acceptanceWords.ts';
import { linesOf, requestOf } from './draft.ts';
import { nestedLines, sameLines } from './overlapWords.ts';
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

/** What the draft comes to for one Agentin. */
export interface AgentReview extends Omit<DraftReview, 'takers'> {
  /** What keeps her, of all Agentinnen, from taking it. */
  readonly hers: readonly FieldProblem[];
}

/**
 * What the draft comes to for one Agentin: the sandbox in words, who else may write there, and what stands against it.
 * What is only missing yet is told when it is about to be sent (`isFinal`).
 */
export async function reviewFor(
  draft: AssignDraft,
  basis: ReviewBasis,
  { isFinal }: { readonly isFinal: boolean },
): Promise<AgentReview> {
  const { agent, fleet } = basis;
  const request = requestOf(draft);
  const { problems: paths, overlaps } = await lookAtPaths(draft, basis, workFolder(agent));
  const writePaths = request.writePaths.filter((given) => !paths.some(({ given: bad }) => bad === given));
  return {
    sandbox: [
      ...(request.role === 'worker' && writePaths.length === 0
        ? [l10n.t('May write: nothing yet. Name the paths.')]
        : sandboxLines(agent, { ...request, writePaths }, fleet.config.launch.policy)),
      ...startLines(agent, draft),
    ],
    conflicts: sameLines(overlaps, basis.all),
    problems: [
      ...(isFinal ? missingProblems(draft) : []),
      ...paths.map(({ field, text }) => ({ field, text })),
      ...acceptanceProblems(draft),
    ],
    hers: [...busyProblems(basis), ...nestingProblems(overlaps, basis), ...skillProblems(draft, basis)],
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

interface PathLook {
  readonly problems: readonly PathProblem[];
  readonly overlaps: readonly WriteOverlap[];
}

async function lookAtPaths(
  draft: AssignDraft,
  { fleet, agent }: ReviewBasis,
  folder: string | null,
): Promise<PathLook> {
  const { scope, writePaths } = requestOf(draft);
  if (folder === null || scope.length + writePaths.length === 0) return { problems: [], overlaps: [] };
  try {
    const wish = { agentId: agent.spec.id, scope, writePaths, base: folder, cwd: null };
    const { problems, overlaps } = await fleet.checkScope(wish);
    const sentences = problems.map((problem) => ({
      field: fieldOf(problem, draft),
      text: faultSentence(problem.given, problem.fault),
      given: problem.given,
    }));
    return {
      // A path that stands in both lists is wrong once.
      problems: [...new Map(sentences.map((one) => [one.text, one])).values()],
      // In a worktree of her own nobody else writes.
      overlaps: draft.worktree ? [] : overlaps,
    };
  } catch (error) {
    const text = errorSentence(FleetError.from(error, 'The paths cannot be looked at.'));
    return { problems: [{ field: 'paths', text, given: null }], overlaps: [] };
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

function nestingProblems(overlaps: readonly WriteOverlap[], { all }: ReviewBasis): FieldProblem[] {
  return nestedLines(overlaps, all).map((text) => ({ field: 'paths', text }));
}
