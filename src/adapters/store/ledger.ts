import * as z from 'zod';
import type { AssignmentRecord } from '../../core/assignment.ts';
import { roleWord } from './assignmentJson.ts';
import { appendPrivate, openPrivate, readRange, writePrivate, type Nonce } from './files.ts';
import { stateFailure } from './failures.ts';
import { isRecord, parseJson } from './json.ts';

/** Reference contract §0.2: the newest 500 records, 1 MiB at most. */
export const MAX_LEDGER_RECORDS = 500;
export const MAX_LEDGER_BYTES = 1024 * 1024;
const MAX_PATH_CHARS = 300;
const MAX_LIST_ITEMS = 50;
/** What a caller's extras may weigh as JSON; more is left out rather than refused after a prompt was delivered. */
const MAX_EXTRA_BYTES = 16 * 1024;

/**
 * The keys that a caller may add to a record (contract §3.6, and ours). A list of what is allowed, so that no task,
 * context, forbidden or prompt text gets into the ledger by mistake.
 */
export const LEDGER_EXTRA_KEYS = [
  'skill',
  'context_count',
  'forbidden_count',
  'write_policy',
  'allow_subagents',
  'lease',
  'submitted',
  'prompt_chars',
  'prompt_output',
  'response_output',
  'delivery',
  'thread_id',
] as const;

const ledgerLine = z.looseObject({
  assignment_id: z.string(),
  created_at_utc: z.string(),
  agent: z.string(),
  role: z.string(),
});

/** One record of `assignments.jsonl`, with the keys of contract §3.6. */
export type LedgerRecord = Readonly<z.infer<typeof ledgerLine>>;

/** Takes secrets and local paths out of a text. */
export type Redact = (text: string) => string;

/** The record of an assignment, redacted, as it may be kept and shown. */
export function ledgerRecord(
  record: AssignmentRecord,
  agentId: string,
  extra: Readonly<Record<string, unknown>>,
  redact: Redact,
): LedgerRecord {
  const short = (text: string): string => redact(text).slice(0, MAX_PATH_CHARS).toWellFormed();
  return {
    assignment_id: record.assignmentId,
    created_at_utc: new Date(record.createdAtMs).toISOString(),
    agent: agentId,
    role: roleWord(record.role),
    name: record.name === null ? null : short(record.name),
    model: record.model,
    scope: record.scope.slice(0, MAX_LIST_ITEMS).map(short),
    write_paths: record.writePaths.slice(0, MAX_LIST_ITEMS).map(short),
    enforcement: record.enforcement,
    ...allowedExtra(extra, short),
  };
}

function allowedExtra(
  extra: Readonly<Record<string, unknown>>,
  short: (text: string) => string,
): Record<string, unknown> {
  const kept = LEDGER_EXTRA_KEYS.filter((key) => extra[key] !== undefined).map((key) => [
    key,
    redacted(extra[key], short),
  ]);
  const picked: Record<string, unknown> = Object.fromEntries(kept) as Record<string, unknown>;
  return Buffer.byteLength(JSON.stringify(picked)) <= MAX_EXTRA_BYTES ? picked : {};
}

/** Every text inside a value of JSON, redacted and cut. */
function redacted(value: unknown, short: (text: string) => string): unknown {
  if (typeof value === 'string') return short(value);
  if (Array.isArray(value)) return value.map((item: unknown) => redacted(item, short));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, short)]));
}

/**
 * Appends a record and keeps the ledger within its bounds, whatever was there before (a damaged end, a file of the
 * reference that grew too large). The caller holds the ledger's lock.
 */
export async function appendLedger(path: string, record: LedgerRecord, nonce: Nonce): Promise<void> {
  const line = `${JSON.stringify(record)}\n`;
  const { lines, whole } = await readLines(path);
  const bytes = lines.reduce((sum, one) => sum + Buffer.byteLength(one) + 1, Buffer.byteLength(line));
  if (whole && lines.length < MAX_LEDGER_RECORDS && bytes <= MAX_LEDGER_BYTES) {
    await appendPrivate(path, line);
  } else {
    await writePrivate(path, `${newest([...lines, line.trimEnd()]).join('\n')}\n`, nonce);
  }
}

/** The records there are, oldest first, at most `MAX_LEDGER_RECORDS`; scope, paths and skill redacted again. */
export async function readLedger(path: string, redact: Redact): Promise<readonly LedgerRecord[]> {
  const { lines } = await readLines(path);
  const records = lines.map(parseLine).filter((record) => record !== null);
  return records.slice(-MAX_LEDGER_RECORDS).map((record) => redactAgain(record, redact));
}

interface Lines {
  /** Valid lines, oldest first. */
  readonly lines: readonly string[];
  /** False when something was left out: the file must be rewritten, not appended to. */
  readonly whole: boolean;
}

async function readLines(path: string): Promise<Lines> {
  const handle = await openPrivate(path);
  if (handle === null) return { lines: [], whole: true };
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, MAX_LEDGER_BYTES);
    const text = (await readRange(handle, size - length, length)).toString('utf8');
    const raw = text.split('\n');
    const last = raw.pop();
    const lines = raw.filter((line) => parseLine(line) !== null);
    return { lines, whole: length === size && last === '' && lines.length === raw.length };
  } catch (error) {
    throw stateFailure(error, 'read');
  } finally {
    await handle.close();
  }
}

function parseLine(line: string): LedgerRecord | null {
  const parsed = ledgerLine.safeParse(parseJson(line));
  return parsed.success ? parsed.data : null;
}

function newest(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines.slice(-MAX_LEDGER_RECORDS).reverse()) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > MAX_LEDGER_BYTES && kept.length > 0) break;
    kept.unshift(line);
  }
  return kept;
}

function redactAgain(record: LedgerRecord, redact: Redact): LedgerRecord {
  const again: Record<string, unknown> = {};
  for (const key of ['name', 'scope', 'write_paths', 'skill']) {
    if (record[key] !== undefined) again[key] = redacted(record[key], redact);
  }
  return { ...record, ...again };
}
