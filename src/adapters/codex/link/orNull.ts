import { FleetError } from '../../../core/errors.ts';

/** The answer, or null where Codex refused: the thread is not there (any more), or not that far yet. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (FleetError.is(error, 'codex_failed')) return null;
    throw error;
  }
}
