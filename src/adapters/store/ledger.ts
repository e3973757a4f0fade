import { appendPrivate, openPrivate, readRange, setAside, writePrivate, type Nonce } from './files.ts';
import { stateFailure } from './failures.ts';
import { isLedgerLine } from './ledgerJson.ts';
import { parseJson } from './json.ts';

/** Reference contract §0.2: 1 MiB at most, however many records that is. */
export const MAX_LEDGER_BYTES = 1024 * 1024;

export interface LedgerWrite {
  /** How many records are kept. */
  readonly maxRecords: number;
  readonly nonce: Nonce;
}

/**
 * Adds the line of a record, or puts it in the place of the line that its assignment has already, and keeps the
 * ledger within its bounds, whatever was there before (a damaged end, a file of the reference that grew too large).
 * The caller holds the ledger's lock.
 */
export async function writeLedgerLine(path: string, line: string, write: LedgerWrite): Promise<void> {
  const before = await readLines(path);
  const id = idOf(line);
  const at = before.lines.findLastIndex((one) => idOf(one) === id);
  if (at !== -1 && before.lines[at] === line && before.state === 'whole') return;
  const lines = at === -1 ? [...before.lines, line] : before.lines.with(at, line);
  const bytes = lines.reduce((sum, one) => sum + Buffer.byteLength(one) + 1, 0);
  const fits = lines.length <= write.maxRecords && bytes <= MAX_LEDGER_BYTES;
  if (at === -1 && before.state === 'whole' && fits) return appendPrivate(path, `${line}\n`);
  // What stands there and is not ours to leave out is kept: the reference's larger file, a foreign or damaged one.
  if (before.state === 'foreign') await setAside(path, write.nonce);
  await writePrivate(path, `${newest(lines, write.maxRecords).join('\n')}\n`, write.nonce);
}

/** The whole lines there are, oldest first, be they records or not. */
export async function readLedgerLines(path: string): Promise<readonly string[]> {
  return (await readRaw(path))?.raw ?? [];
}

interface Lines {
  /** Valid lines, oldest first. */
  readonly lines: readonly string[];
  /** `torn`: a write that was cut off left an end that is no line. `foreign`: more is there than the lines tell. */
  readonly state: 'whole' | 'torn' | 'foreign';
}

async function readLines(path: string): Promise<Lines> {
  const known = await readRaw(path);
  if (known === null) return { lines: [], state: 'whole' };
  const { raw, end, isWhole } = known;
  const lines = raw.filter(isLedgerLine);
  const isAll = isWhole && lines.length === raw.length;
  return { lines, state: isAll ? (end === '' ? 'whole' : 'torn') : 'foreign' };
}

interface Raw {
  /** What ends with a line break, be it a record or not. */
  readonly raw: readonly string[];
  /** What stands after the last line break. */
  readonly end: string;
  /** False when only the newest part was read. */
  readonly isWhole: boolean;
}

/** Null when there is no ledger. */
async function readRaw(path: string): Promise<Raw | null> {
  const handle = await openPrivate(path);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, MAX_LEDGER_BYTES);
    const raw = (await readRange(handle, size - length, length)).toString('utf8').split('\n');
    const end = raw.pop() ?? '';
    return { raw, end, isWhole: length === size };
  } catch (error) {
    throw stateFailure(error, 'read');
  } finally {
    await handle.close();
  }
}

function idOf(line: string): unknown {
  return (parseJson(line) as { readonly assignment_id?: unknown } | undefined)?.assignment_id;
}

function newest(lines: readonly string[], maxRecords: number): readonly string[] {
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines.slice(-maxRecords).reverse()) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > MAX_LEDGER_BYTES && kept.length > 0) break;
    kept.unshift(line);
  }
  return kept;
}
