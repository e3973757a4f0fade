import * as z from 'zod';
import type { Role } from '../../core/assignment/assignment.ts';

/** A role in the words of the field. */
export const roleSchema = z.enum(['exploriererin', 'arbeitsbiene']);

export type RoleName = z.infer<typeof roleSchema>;

export function nameOfRole(role: Role): RoleName {
  return role === 'explorer' ? 'exploriererin' : 'arbeitsbiene';
}

export function roleOfName(name: RoleName): Role {
  return name === 'exploriererin' ? 'explorer' : 'worker';
}
