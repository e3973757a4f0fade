/**
 * What was done with the worktree of an Agentin: kept for looking back at it, bounded, in her file of the state directory.
 * It decides nothing; git alone knows what is so.
 */
export interface Deed {
  readonly id: string;
  readonly kind: DeedKind;
  readonly atMs: number;
  /** The top folder of the worktree. */
  readonly tree: string;
  readonly branch: string | null;
  /** The branch that the work came into (merged) or was put on top of (rebased). */
  readonly onto: string | null;
  /** How many commits; null where it is no number of commits. */
  readonly commits: number | null;
}

export type DeedKind = 'created' | 'committed' | 'rebased' | 'merged' | 'removed';

export const DEED_KINDS = [
  'created',
  'committed',
  'rebased',
  'merged',
  'removed',
] as const satisfies readonly DeedKind[];

/** How many of an Agentin are kept. */
export const MOST_DEEDS = 100;

/** The list with one more, newest last. */
export function withDeed(deeds: readonly Deed[], deed: Deed): readonly Deed[] {
  return [...deeds.filter(({ id }) => id !== deed.id), deed].slice(-MOST_DEEDS);
}
