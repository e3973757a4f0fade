import { isSettled } from '../../../../src/core/assignment/delivery.ts';
import { faultOfText, judgeScope } from '../../../../src/core/assignment/scope.ts';
import { meetings } from '../../../../src/core/assignment/writeOverlaps.ts';
import type { WriteOverlap } from '../../../../src/core/assignment/writeOverlaps.ts';
import type { AgentSnapshot, Fleet } from '../../../../src/core/fleetApi.ts';

type Wish = Parameters<Fleet['checkScope']>[0];

/** A scope check of a disk without links, while these Agentinnen are as they are. */
export function scopeCheck(
  wish: Wish,
  agents: readonly AgentSnapshot[],
): Awaited<ReturnType<Fleet['checkScope']>> {
  const { base, cwd, scope, writePaths } = wish;
  const folder = absolute(base, cwd ?? '.');
  const lookUp = (given: string) => {
    const fault = faultOfText(given);
    return fault === null ? { given, absolute: absolute(folder, given) } : { given, fault };
  };
  const report = judgeScope(scope.map(lookUp), writePaths.map(lookUp));
  const others = agents.filter(({ spec }) => spec.id !== wish.agentId);
  return { ...report, overlaps: others.flatMap((other) => overlapsWith(other, report.writePaths)) };
}

function overlapsWith(
  { spec, meta, model: { assignment } }: AgentSnapshot,
  own: Parameters<typeof meetings>[0],
): WriteOverlap[] {
  if (assignment === null || isSettled(assignment.delivery)) return [];
  const { assignmentId } = assignment;
  const theirs = assignment.writePaths.map((given) => ({
    given,
    absolute: absolute(meta?.cwd ?? '/repo', given),
  }));
  return meetings(own, theirs).map((meeting) =>
    Object.assign(meeting, { agentId: spec.id, assignmentId, isUnsafe: meeting.relation !== 'same' }),
  );
}

function absolute(folder: string, given: string): string {
  return new URL(given, `file://${folder}/`).pathname.replace(/(?<=.)\/$/, '');
}
