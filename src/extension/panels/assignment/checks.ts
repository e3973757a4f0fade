import { l10n } from 'vscode';
import { acceptanceLines } from '../../../core/assignment/acceptance.ts';
import { acceptanceIn } from '../../../core/assignment/assignmentPrompt.ts';
import { visibleText } from '../../../core/text/visibleText.ts';
import type { PageFact, PageSection } from '../../../shared/page.ts';
import type { KnownAssignment } from '../../assignments/history.ts';
import { acceptanceKey } from '../../checks/catalog.ts';
import { isFailure } from '../../checks/failureText.ts';
import type { CheckResult } from '../../checks/results.ts';
import { checkStateText, overallState } from '../../checks/words.ts';
import { spokenText } from '../../views/rows/row.ts';
import { overallText } from '../../worktrees/checkRows.ts';

/** The end of a failed check's output; the whole is in VS Code's test results. */
const MOST_OUTPUT_CHARS = 1500;

/** The words that her turn began with; null when nobody can tell. */
export type SentText = { readonly text: string | null } | 'looking';

/**
 * What must succeed before the work counts as done, and what it came to; that is said aloud as it changes. Of an older
 * assignment we keep no commands: `sent`, what her conversation has of it, names them.
 */
export function checksShown(
  known: KnownAssignment,
  checks: readonly CheckResult[],
  sent: SentText,
  nowMs: number,
): Pick<PageSection, 'facts' | 'spoken' | 'empty'> {
  if (!known.isCurrent) return olderChecks(sent);
  const state = overallState(checks);
  return {
    facts: checkFacts(known, checks, nowMs),
    spoken: state === null ? '' : overallText(state),
    empty: l10n.t('It names no commands that must succeed.'),
  };
}

function olderChecks(sent: SentText): ReturnType<typeof checksShown> {
  const text = sent === 'looking' ? null : sent.text;
  const lines = text === null ? [] : acceptanceIn(text);
  const facts = lines.map((line) => ({
    label: l10n.t('Must succeed'),
    value: visibleText(line),
    isCode: true,
  }));
  return { facts, spoken: '', empty: sent === 'looking' ? lookingText() : olderEmptyText(text) };
}

function olderEmptyText(sent: string | null): string {
  return sent === null
    ? l10n.t(
        'Not known: what must succeed for older assignments is stored nowhere, as little as the task. Her conversation has it, where it can be read.',
      )
    : l10n.t('It names no commands that must succeed.');
}

function checkFacts(
  { agent, entry }: KnownAssignment,
  checks: readonly CheckResult[],
  nowMs: number,
): PageFact[] {
  const commands = acceptanceLines(agent?.model.assignment?.acceptance?.commands ?? []);
  const hers = commands.map((command, index) => {
    const result = checks.find(({ key }) => key === acceptanceKey(entry.assignmentId, index));
    return checkFact(command, result, nowMs);
  });
  const others = checks.filter(({ assignmentId }) => assignmentId === null);
  return [...hers, ...others.map((result) => checkFact(result.name, result, nowMs))];
}

/** Beside a check that failed the end of what it printed. */
function checkFact(name: string, result: CheckResult | undefined, nowMs: number): PageFact {
  const label = result === undefined ? l10n.t('Must succeed') : spokenText(checkStateText(result, nowMs));
  const isBad = result !== undefined && isFailure(result) && result.output !== '';
  const value = isBad ? `${name}\n\n${result.output.slice(-MOST_OUTPUT_CHARS)}` : name;
  return { label, value: visibleText(value), isCode: true };
}

export function lookingText(): string {
  return l10n.t('Looking it up in her conversation…');
}
