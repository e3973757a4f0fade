import type { AssignDraft } from '../../src/shared/assignForm.ts';

/**
 * The draft with what a command asked for: `wish` is what the host made of `was`, while the person may have gone on from
 * there to `now`. What they changed themselves meanwhile stays.
 */
export function mergeDraft(now: AssignDraft, was: AssignDraft, wish: AssignDraft): AssignDraft {
  const keys = Object.keys(wish) as (keyof AssignDraft)[];
  const taken = keys.filter((key) => isSame(now[key], was[key]));
  return { ...now, ...Object.fromEntries(taken.map((key) => [key, wish[key]])) };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
