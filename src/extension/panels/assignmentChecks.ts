import { l10n } from 'vscode';
import { acceptanceLines } from '../../core/assignment/acceptance.ts';
import { visibleText } from '../../core/text/visibleText.ts';
import type { PageFact, PageSection } from '../../shared/page.ts';
import type { KnownAssignment } from '../assignments/history.ts';
import { acceptanceKey } from '../checks/catalog.ts';
import { isFailure } from '../checks/failureText.ts';
import type { CheckResult } from '../checks/results.ts';
import { checkStateText, overallState } from '../checks/words.ts';
import { spokenText } from '../views/row.ts';
import { overallText } from '../worktrees/checkRows.ts';

/** The end of a failed check's output; the whole is in VS Code's test results. */
const MOST_OUTPUT_CHARS = 1500;

/** What must succeed before the work counts as done, and what it came to; that is said aloud as it changes. */
export function checksShown(
  known: KnownAssignment,
  checks: readonly CheckResult[],
  nowMs: number,
): Pick<PageSection, 'facts' | 'spoken'> {
  const state = known.isCurrent ? overallState(checks) : null;
  return {
    facts: checkFacts(known, checks, nowMs),
    spoken: state === null ? '' : overallText(state),
  };
}

function checkFacts(
  { agent, isCurrent, entry }: KnownAssignment,
  checks: readonly CheckResult[],
  nowMs: number,
): PageFact[] {
  const acceptance = isCurrent ? (agent?.model.assignment?.acceptance ?? null) : null;
  const commands = acceptanceLines(acceptance?.commands ?? []);
  const hers = commands.map((command, index) => {
    const result = checks.find(({ key }) => key === acceptanceKey(entry.assignmentId, index));
    return checkFact(command, result, nowMs);
  });
  const others = isCurrent ? checks.filter(({ assignmentId }) => assignmentId === null) : [];
  return [...hers, ...others.map((result) => checkFact(result.name, result, nowMs))];
}

/** Beside a check that failed the end of what it printed. */
function checkFact(name: string, result: CheckResult | undefined, nowMs: number): PageFact {
  const label = result === undefined ? l10n.t('Must succeed') : spokenText(checkStateText(result, nowMs));
  const isBad = result !== undefined && isFailure(result) && result.output !== '';
  const value = isBad ? `${name}\n\n${result.output.slice(-MOST_OUTPUT_CHARS)}` : name;
  return { label, value: visibleText(value), isCode: true };
}
