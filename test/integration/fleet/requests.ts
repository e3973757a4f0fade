import type { AssignmentRequest } from '../../../src/core/assignment/assignment.ts';
import type { SendWish } from '../../../src/core/fleetApi.ts';
import { scriptLine } from '../../model/index.ts';
import type { StepInput } from '../../model/index.ts';
import { assignmentRequest } from '../../unit/fakes/requests.ts';

const ASSIGNMENT = assignmentRequest();

/** A message that makes the scripted model take these steps. */
export function message(...steps: readonly StepInput[]): SendWish {
  return { text: scriptLine([...steps]), enter: true, idempotencyKey: null };
}

/** An assignment that only looks. */
export function explorer(...steps: readonly StepInput[]): AssignmentRequest {
  return { ...ASSIGNMENT, task: scriptLine([...steps]) };
}

/** An assignment that may write these paths, with as much of them as its scope. */
export function worker(writePaths: readonly string[], ...steps: readonly StepInput[]): AssignmentRequest {
  return { ...ASSIGNMENT, role: 'worker', task: scriptLine([...steps]), scope: writePaths, writePaths };
}
