import { isOpenWithin } from './scope.ts';
import type { ResolvedPath } from './scope.ts';

/** How what somebody else may write lies to a path: it is the same, holds it, or lies in it. */
export const OVERLAP_RELATIONS = ['same', 'above', 'below'] as const;
export type OverlapRelation = (typeof OVERLAP_RELATIONS)[number];

/** Two write paths that meet, of two assignments. */
export interface PathMeeting {
  /** The path in question and the other's, each as its assignment spells it. */
  readonly given: string;
  readonly theirs: string;
  readonly relation: OverlapRelation;
}

/** A path that another Agentin's running assignment may write as well. */
export interface WriteOverlap extends PathMeeting {
  readonly agentId: string;
  readonly assignmentId: string;
  /**
   * May the two not run side by side? Whoever may write above another's path can put a link in its place, and the other's
   * sandbox, which looks its paths up anew for each command, would then let her write where that leads.
   */
  readonly isUnsafe: boolean;
}

/** Where the two lists meet. What Codex guards at the top of a folder is nobody's who may only write the folder. */
export function meetings(own: readonly ResolvedPath[], theirs: readonly ResolvedPath[]): PathMeeting[] {
  return own.flatMap((mine) =>
    theirs.flatMap((other) => {
      const relation = relationOf(mine.absolute, other.absolute);
      return relation === null ? [] : [{ given: mine.given, theirs: other.given, relation }];
    }),
  );
}

function relationOf(mine: string, other: string): OverlapRelation | null {
  if (mine === other) return 'same';
  if (isOpenWithin(mine, other)) return 'above';
  return isOpenWithin(other, mine) ? 'below' : null;
}
