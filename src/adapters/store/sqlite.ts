import type { DatabaseSync } from 'node:sqlite';
import { FleetError } from '../../core/errors.ts';

interface Sqlite {
  readonly DatabaseSync: typeof DatabaseSync;
}

let loaded: Sqlite | undefined;

/** `node:sqlite`, loaded at the first need (no import: start-up stays cheap and old Nodes get a sentence). */
export function loadSqlite(): Sqlite {
  loaded ??= withoutExperimentalWarning(() => process.getBuiltinModule('node:sqlite'));
  // The types promise the module; a Node before 22.13 does not have it.
  if ((loaded as Sqlite | undefined) === undefined) {
    throw new FleetError('internal', 'This Node has no node:sqlite, which locks need. Use Node 24 or newer.');
  }
  return loaded;
}

export type Database = DatabaseSync;

/** Runs `load` and drops the ExperimentalWarning that it gives, and only that one. */
function withoutExperimentalWarning<T>(load: () => T): T {
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (...args: unknown[]) => {
    const [, kind] = args;
    const type = typeof kind === 'object' && kind !== null && 'type' in kind ? kind.type : kind;
    if (type !== 'ExperimentalWarning') Reflect.apply(emitWarning, process, args);
  };
  try {
    return load();
  } finally {
    if (original !== undefined) Object.defineProperty(process, 'emitWarning', original);
  }
}

const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

export function isBusy(error: unknown): boolean {
  return resultCode(error) === SQLITE_BUSY;
}

export function isNotDatabase(error: unknown): boolean {
  return resultCode(error) === SQLITE_NOTADB;
}

function resultCode(error: unknown): number | null {
  // The low byte is the primary code; extended codes carry more above it.
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : null;
}
