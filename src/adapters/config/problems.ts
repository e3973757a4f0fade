import type { z } from 'zod';
import { FleetError } from '../../core/errors.ts';
import { FLEET_FILE_VERSION } from './schema.ts';

/** What is wrong, and where: `field` like `agents[1].home`, '' for the whole. */
export interface Fault {
  readonly line: number | null;
  readonly field: string;
  readonly message: string;
}

/** `agents[1].home` */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** The first of zod's issues, in our words where zod's are about types and keys. */
export function faultOf(error: z.ZodError, lineOf: (path: readonly PropertyKey[]) => number): Fault {
  const [issue] = error.issues;
  if (issue === undefined) return { line: null, field: '', message: 'it is not valid' };
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const message = issue.code === 'unrecognized_keys' ? 'there is no such key' : issue.message;
  return { line: lineOf(path), field: fieldName(path), message };
}

export function invalidConfig(fault: Fault): FleetError {
  const line = fault.line === null ? [] : [`line ${fault.line}`];
  const field = fault.field === '' ? [] : [`field ${fault.field}`];
  const where = [...line, ...field].join(', ');
  return new FleetError(
    'config_invalid',
    `The fleet file cannot be used: ${where === '' ? '' : `${where}: `}${fault.message}. Correct it; until then the fleet goes on as it was.`,
    {
      details: {
        line: fault.line,
        field: fault.field === '' ? null : fault.field,
        fault: fault.message,
      },
    },
  );
}

export function tooNewConfig(line: number): FleetError {
  return new FleetError(
    'config_too_new',
    `The fleet file was made for a newer Codex Master (line ${line}, field version: at most ${FLEET_FILE_VERSION} is known). Update Codex Master.`,
    { details: { line, field: 'version' } },
  );
}

export function unreadableConfig(why: string, cause?: unknown): FleetError {
  return new FleetError(
    'config_unreadable',
    `The fleet file cannot be read: ${why}. Put a file there that you may read.`,
    cause === undefined ? {} : { cause },
  );
}
