import { l10n } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { AssignDraft, DraftReview, FieldProblem } from '../../shared/assignForm.ts';
import { workFolder } from '../commands/ask/startFolder.ts';
import { agentTitle } from '../text/words.ts';
import { reviewFor } from './review.ts';
import type { AgentReview, ReviewBasis } from './review.ts';
import { showWarning } from '../messages/say.ts';

/** What the draft comes to, for the one or the several that it is for, and who of them can take it. */
export interface WholeReview extends DraftReview {
  readonly able: readonly AgentSnapshot[];
}

/** `bases` is one for each Agentin that is chosen. See `reviewFor`. */
export async function reviewDraft(
  draft: AssignDraft,
  bases: readonly ReviewBasis[],
  when: { readonly isFinal: boolean },
): Promise<WholeReview> {
  const all = await Promise.all(
    bases.map(async (basis) => ({ ...basis, review: await reviewFor(draft, basis, when) })),
  );
  return draft.several === null ? ofOne(all) : ofSeveral(draft, all, when);
}

interface Reviewed {
  readonly agent: AgentSnapshot;
  readonly review: AgentReview;
}

function ofOne(all: readonly Reviewed[]): WholeReview {
  const [only] = all;
  if (only === undefined) return { sandbox: [], conflicts: [], problems: [], takers: [], able: [] };
  const { hers, ...review } = only.review;
  return { ...review, problems: [...hers, ...review.problems], takers: [], able: [only.agent] };
}

function ofSeveral(
  draft: AssignDraft,
  all: readonly Reviewed[],
  { isFinal }: { readonly isFinal: boolean },
): WholeReview {
  const able = all.filter(({ review }) => review.hers.length === 0);
  const takers = all.map(({ agent, review }) => ({
    agentId: agent.spec.id,
    problem: review.hers.map(({ text }) => text).join(' '),
  }));
  return {
    sandbox: sandboxOf(able.length === 0 ? all : able),
    conflicts: [...distinct(able.flatMap(({ review }) => review.conflicts)), ...sameFiles(draft, able)],
    problems: [
      ...(isFinal ? nobody(all, able) : []),
      ...new Map(all.flatMap(({ review }) => review.problems).map((one) => [one.text, one])).values(),
    ],
    takers,
    able: able.map(({ agent }) => agent),
  };
}

/** What holds for all is said once, what holds for some with their names. */
function sandboxOf(all: readonly Reviewed[]): string[] {
  const lines = distinct(all.flatMap(({ review }) => review.sandbox));
  return lines.map((line) => {
    const whom = all.filter(({ review }) => review.sandbox.includes(line));
    const names = whom.map(({ agent }) => agentTitle(agent.spec));
    const isTold = whom.length === all.length || names.some((name) => line.includes(name));
    return isTold ? line : `${names.join(', ')}: ${line}`;
  });
}

/** Arbeitsbienen of one folder would write over each other's work. */
function sameFiles(draft: AssignDraft, able: readonly Reviewed[]): string[] {
  if (draft.role !== 'worker' || draft.worktree || draft.paths.trim() === '') return [];
  const folders = able.map(({ agent }) => workFolder(agent));
  const isShared = new Set(folders).size < folders.length;
  return isShared ? [l10n.t('They would all write the same files. Give each of them a worktree.')] : [];
}

function nobody(all: readonly Reviewed[], able: readonly Reviewed[]): FieldProblem[] {
  if (able.length > 0) return [];
  const text =
    all.length === 0 ? l10n.t('Tick at least one Agentin.') : l10n.t('None of them can take it now.');
  return [{ field: 'several', text }];
}

function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}

/** Writing where others write is a person's own decision; they say so once more. */
export async function mayOverlap(conflicts: readonly string[]): Promise<boolean> {
  const anyway = l10n.t('Assign Anyway');
  const question = l10n.t('Others write the same files. Assign anyway?');
  const detail = conflicts.join('\n');
  return (await showWarning(question, { modal: true, detail }, anyway)) === anyway;
}
