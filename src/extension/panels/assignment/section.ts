import type { AssignmentSectionId } from '../../../shared/assignmentPage.ts';
import type { PageFact, PageSection } from '../../../shared/page.ts';

/** A section of the page of an assignment. */
export type Section = PageSection<AssignmentSectionId>;

export function section(
  id: AssignmentSectionId,
  heading: string,
  facts: readonly PageFact[],
  empty = '',
): Section {
  return { id, heading, facts, bars: [], charts: [], content: null, empty };
}

/** None for what nobody knows. */
export function fact(label: string, value: string | null): PageFact[] {
  return value === null || value === '' ? [] : [{ label, value, isCode: false }];
}
