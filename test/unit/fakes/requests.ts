import type { AssignmentRequest } from '../../../src/core/assignment/assignment.ts';

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
