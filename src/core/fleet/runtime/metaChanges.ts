import type { AssignmentRecord } from '../../assignment/assignment.ts';
import { isSettled } from '../../assignment/delivery.ts';
import type { AgentMeta } from '../../ports.ts';

/** Does the metadata tell of another report than before? */
export function isOtherReport(before: AgentMeta | null, after: AgentMeta | null): boolean {
  return JSON.stringify(before?.report) !== JSON.stringify(after?.report);
}

/** Was she started or stopped since? */
export function isOtherRun(before: AgentMeta | null, after: AgentMeta | null): boolean {
  return before?.expectedUp !== after?.expectedUp || before?.runId !== after?.runId;
}

/** The record on disk, unless memory knows more of the same assignment's delivery. */
export function newerOf(
  known: AssignmentRecord | null,
  onDisk: AssignmentRecord | null,
): AssignmentRecord | null {
  if (known === null || onDisk === null || known.assignmentId !== onDisk.assignmentId) return onDisk;
  const isBehind =
    isSettled(known.delivery) || (known.delivery.state === 'started' && onDisk.delivery.state !== 'started');
  return isBehind && !isSettled(onDisk.delivery) ? { ...onDisk, delivery: known.delivery } : onDisk;
}
