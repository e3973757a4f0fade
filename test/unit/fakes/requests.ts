import type { AssignmentFacts, AssignmentRequest } from '../../../src/core/assignment/assignment.ts';

/** An assignment that names nothing but its role and task, and what the test is about. */
export function assignmentRequest(change: Partial<AssignmentRequest> = {}): AssignmentRequest {
  return {
    role: 'explorer',
    task: '',
    skill: null,
    scope: [],
    writePaths: [],
    context: [],
    forbidden: [],
    acceptance: [],
    name: null,
    allowSubagents: false,
    allowMissingSkill: false,
    enter: true,
    ...change,
  };
}

/** What is told of an assignment that asked for nothing in particular. */
export const PLAIN_FACTS: AssignmentFacts = {
  skill: { requested: null, available: null, matchCount: 0 },
  contextCount: 0,
  forbiddenCount: 0,
  allowSubagents: false,
  promptChars: 1,
  submitted: true,
  leaseExpiresAtMs: null,
};
