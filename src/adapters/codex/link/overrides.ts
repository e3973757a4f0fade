import type { ThreadSettings } from '../../../core/agent/agent.ts';
import type { TurnTuple } from '../../../core/ports.ts';

type Choice = 'model' | 'effort';

/** What a tuple overrides, as `turn/start` and `thread/settings/update` take it. */
export interface Overrides {
  readonly permissions: string;
  readonly approvalPolicy: TurnTuple['approvalPolicy'];
  readonly model?: string;
  readonly effort?: string;
}

/** The model and effort that stood before we overrode them, while we do. */
export type BeforeOurs = Readonly<Partial<Record<Choice, string>>>;

/**
 * The overrides of a tuple, and what to remember. Overrides are sticky, and Codex knows no word for "as it was":
 * where the tuple leaves the model or effort open and we had overridden it, what stood before is named again. Pure.
 */
export function overridesFor(
  tuple: TurnTuple,
  now: ThreadSettings | null,
  before: BeforeOurs,
): { readonly overrides: Overrides; readonly before: BeforeOurs } {
  const model = resolve('model', tuple, now, before);
  const effort = resolve('effort', tuple, now, before);
  return {
    overrides: {
      permissions: tuple.permissions,
      approvalPolicy: tuple.approvalPolicy,
      ...(model.value !== null && { model: model.value }),
      ...(effort.value !== null && { effort: effort.value }),
    },
    before: { ...model.before, ...effort.before },
  };
}

function resolve(
  choice: Choice,
  tuple: TurnTuple,
  now: ThreadSettings | null,
  before: BeforeOurs,
): { readonly value: string | null; readonly before: BeforeOurs } {
  const wanted = tuple[choice];
  const known = before[choice];
  if (wanted === null) return { value: known ?? null, before: {} };
  const original = known ?? now?.[choice] ?? null;
  return { value: wanted, before: original === null ? {} : { [choice]: original } };
}
