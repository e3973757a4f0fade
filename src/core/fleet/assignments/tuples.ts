import type { AssignmentRequest, Role } from '../../assignment/assignment.ts';
import type { FleetConfig, ModelChoice } from '../../config.ts';
import type { TurnTuple } from '../../ports.ts';

/** The tuple that holds while no assignment does, by the owner's launch policy. */
export function baseTuple(config: FleetConfig): TurnTuple {
  const sandbox =
    config.launch.policy === 'yolo'
      ? ({ permissions: ':danger-full-access', approvalPolicy: 'never' } as const)
      : ({ permissions: ':workspace', approvalPolicy: 'on-request' } as const);
  return { ...sandbox, ...config.models.default };
}

/** The model of a role: Exploriererinnen use the default pool, Arbeitsbienen the write pool. */
export function modelOf(role: Role, config: FleetConfig): ModelChoice {
  return role === 'worker' ? config.models.write : config.models.default;
}

/**
 * The tuple of an assignment's turn. An Exploriererin cannot even ask for more: nothing she does may write. An
 * Arbeitsbiene may ask a person for a single command outside her paths; without a yes nothing else is writable.
 */
export function assignmentTuple(
  request: Pick<AssignmentRequest, 'role'>,
  profileName: string | null,
  config: FleetConfig,
): TurnTuple {
  const model = modelOf(request.role, config);
  return request.role === 'worker' && profileName !== null
    ? { permissions: profileName, approvalPolicy: 'on-request', ...model }
    : { permissions: ':read-only', approvalPolicy: 'never', ...model };
}

/** Name of the permission profile of an assignment; Codex takes letters, digits and underscores. */
export function profileName(assignmentId: string): string {
  return `cm_${assignmentId.replace(/[^A-Za-z0-9]/g, '_')}`;
}
