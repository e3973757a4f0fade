import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MAX_LEDGER_BYTES, writeLedgerLine } from '../../../../src/adapters/store/ledger.ts';
import { formatLine, isLedgerLine, parseLine } from '../../../../src/adapters/store/ledgerJson.ts';
import { LedgerReader } from '../../../../src/adapters/store/ledgerReader.ts';
import {
  ledgerEntry,
  type AssignmentRecord,
  type LedgerEntry,
} from '../../../../src/core/assignment/assignment.ts';
import { assignment, redactSecrets, scratchFolder } from './support.ts';

const asIs = (text: string): string => text;
const parse = (text: string): ReturnType<typeof parseLine> => parseLine(text, asIs);
const readWith = async (reader: LedgerReader, maxRecords: number): Promise<readonly LedgerEntry[]> =>
  reader.entries(await reader.lines(maxRecords));
const read = async (path: string): Promise<readonly LedgerEntry[]> =>
  readWith(new LedgerReader(path, asIs), 500);
const write = { maxRecords: 500, nonce: () => 'n' };

function line(id: string, change: Partial<AssignmentRecord> = {}): string {
  return formatLine(ledgerEntry('a', assignment({ assignmentId: id, ...change })), asIs);
}

function idsIn(path: string): string[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((one) => (JSON.parse(one) as { assignment_id: string }).assignment_id);
}

const newLedger = (): string => join(scratchFolder(), 'assignments.jsonl');
const asides = (path: string): string[] =>
  readdirSync(join(path, '..')).filter((name) => name.endsWith('.aside'));

describe('a record of the ledger', () => {
  it("has the reference's keys and words, and ours beside them", () => {
    expect(JSON.parse(line('20260102T030405000000Z-a'))).toEqual({
      assignment_id: '20260102T030405000000Z-a',
      created_at_utc: '2026-01-02T03:04:05.000Z',
      agent: 'a',
      role: 'arbeitsbiene',
      name: 'Tidy up',
      model: null,
      skill: { requested: 'tdd', available: true, match_count: 1 },
      scope: ['src'],
      write_paths: ['src/auth'],
      context_count: 2,
      forbidden_count: 1,
      write_policy: 'explicit_paths_only',
      allow_subagents: false,
      lease: {
        state: 'held',
        holder: 'this_server',
        held_by_this_server: true,
        expires_at_utc: '2026-01-02T03:34:05.000Z',
        raw_output: 'not_returned',
      },
      submitted: true,
      prompt_chars: 12,
      prompt_output: 'not_returned',
      response_output: 'not_returned',
      enforcement: 'os_sandbox',
      delivery: { state: 'accepted', turn_id: 'turn-1' },
    });
  });

  it('comes back as it went in', () => {
    const entry = ledgerEntry('a', assignment());
    expect(parseLine(formatLine(entry, asIs), asIs)).toEqual(entry);
  });

  it('is redacted and cut, when it is written and when it is read', () => {
    const facts = {
      ...assignment().facts!,
      skill: { requested: 'secretSkill', available: null, matchCount: 0 },
    };
    const telling = {
      name: 'secretName',
      scope: ['secretScope'],
      writePaths: [`src/${'x'.repeat(400)}`],
      facts,
    };
    const redacted = {
      name: '<redacted>',
      scope: ['<redacted>'],
      facts: { skill: { requested: '<redacted>' } },
    };
    const entry = ledgerEntry('a', assignment(telling));
    const written = formatLine(entry, redactSecrets);
    expect(written).not.toContain('secret');
    expect(parseLine(written, asIs)).toMatchObject(redacted);
    const read = parseLine(formatLine(entry, asIs), redactSecrets);
    // Whose it is says a foreign program, too.
    expect(parseLine(formatLine({ ...entry, agentId: 'secretAgent' }, asIs), redactSecrets)?.agentId).toBe(
      '<redacted>',
    );
    expect(read).toMatchObject(redacted);
    expect(read?.writePaths[0]).toHaveLength(300);
  });

  it('gives out no text that a foreign program put into the file', () => {
    const foreign = JSON.stringify({
      ...(JSON.parse(line('1')) as object),
      task: 'T',
      prompt: 'P',
      delivery: { state: 'x' },
    });
    const read = parseLine(foreign, asIs);
    expect(read).toMatchObject({ assignmentId: '1', delivery: null });
    expect(JSON.stringify(read)).not.toMatch(/"(task|prompt)"/);
  });
});

describe('the ledger', () => {
  it('is private and grows by a line', async () => {
    const path = newLedger();
    for (const id of ['1', '2', '3']) await writeLedgerLine(path, line(id), write);
    expect(idsIn(path)).toEqual(['1', '2', '3']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await read(path)).map((one) => one.assignmentId)).toEqual(['1', '2', '3']);
  });

  it('has one line for each assignment, which tells how it went last', async () => {
    const path = newLedger();
    for (const id of ['1', '2']) await writeLedgerLine(path, line(id), write);
    const over = line('1', { delivery: { state: 'failed', turnId: 'turn-1', reason: 'usage_limit' } });
    await writeLedgerLine(path, over, write);
    const { mtimeMs } = statSync(path);
    await writeLedgerLine(path, over, write);
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    expect(idsIn(path)).toEqual(['1', '2']);
    expect((await read(path))[0]?.delivery).toEqual({
      state: 'failed',
      turnId: 'turn-1',
      reason: 'usage_limit',
    });
  });

  it.each([500, 3])('keeps the newest %i', async (maxRecords) => {
    const path = newLedger();
    const old = Array.from({ length: 520 }, (_, at) => line(String(at)));
    writeFileSync(path, `${old.join('\n')}\n`);
    await writeLedgerLine(path, line('new'), { ...write, maxRecords });
    const ids = idsIn(path);
    expect(ids).toHaveLength(maxRecords);
    expect([ids[0], ids.at(-1)]).toEqual([String(521 - maxRecords), 'new']);
    expect(asides(path)).toEqual([]);
  });

  it('keeps to 1 MiB, however long its records are', async () => {
    const path = newLedger();
    const scope = Array.from({ length: 50 }, () => 'x'.repeat(300));
    for (let at = 0; at < 100; at += 1) await writeLedgerLine(path, line(String(at), { scope }), write);
    expect(statSync(path).size).toBeLessThanOrEqual(MAX_LEDGER_BYTES);
    expect(idsIn(path).at(-1)).toBe('99');
    expect(idsIn(path).length).toBeGreaterThan(60);
  });

  it('that the reference let grow beyond 1 MiB is read, and kept aside when it is brought within its bounds', async () => {
    const path = newLedger();
    const lines = Array.from({ length: 100 }, (_, at) =>
      line(`old${at}`, { scope: Array.from({ length: 50 }, () => 'x'.repeat(300)) }),
    );
    const text = `${lines.join('\n')}\n`;
    writeFileSync(path, text);
    expect((await read(path)).length).toBeGreaterThan(60);
    await writeLedgerLine(path, line('new'), write);
    await writeLedgerLine(path, line('newer'), write);
    expect(statSync(path).size).toBeLessThanOrEqual(MAX_LEDGER_BYTES);
    expect(idsIn(path).slice(-2)).toEqual(['new', 'newer']);
    expect(asides(path)).toEqual(['.assignments.jsonl.n.aside']);
    expect(readFileSync(join(path, '..', '.assignments.jsonl.n.aside'), 'utf8')).toBe(text);
  });

  it('drops a torn end, and keeps aside what it does not understand', async () => {
    const path = newLedger();
    writeFileSync(path, `${line('1')}\n{"assignment_id":"torn`);
    await writeLedgerLine(path, line('2'), write);
    expect(idsIn(path)).toEqual(['1', '2']);
    expect(asides(path)).toEqual([]);
    writeFileSync(path, `${line('1')}\nnonsense\n{"agent":"a"}\n`);
    await writeLedgerLine(path, line('2'), write);
    expect(idsIn(path)).toEqual(['1', '2']);
    expect(readFileSync(join(path, '..', asides(path)[0] ?? ''), 'utf8')).toContain('nonsense');
  });

  it('is empty where there is none, and refused where a link stands', async () => {
    const path = newLedger();
    expect(await read(path)).toEqual([]);
    symlinkSync(join(path, '..', 'elsewhere'), path);
    await expect(read(path)).rejects.toMatchObject({ code: 'state_unreadable' });
    await expect(writeLedgerLine(path, line('1'), write)).rejects.toMatchObject({ code: 'state_unreadable' });
    expect(existsSync(join(path, '..', 'elsewhere'))).toBe(false);
  });

  it('is read once for each state that it is in', async () => {
    const path = newLedger();
    const reader = new LedgerReader(path, asIs);
    expect(await readWith(reader, 500)).toEqual([]);
    await writeLedgerLine(path, line('1'), write);
    expect((await readWith(reader, 500)).map((one) => one.assignmentId)).toEqual(['1']);
    expect(await reader.lines(500)).toBe(await reader.lines(500));
    await writeLedgerLine(path, line('2'), write);
    expect((await readWith(reader, 1)).map((one) => one.assignmentId)).toEqual(['2']);
  });

  it('looks again only at the line that came', async () => {
    const path = newLedger();
    let redacted = 0;
    const count = (text: string): string => {
      redacted += 1;
      return text;
    };
    for (let at = 0; at < 20; at += 1) await writeLedgerLine(path, line(`id-${at}`), write);
    const reader = new LedgerReader(path, count);
    expect(await readWith(reader, 500)).toHaveLength(20);
    const each = redacted / 20;
    redacted = 0;
    await writeLedgerLine(path, line('id-20'), write);
    expect(await readWith(reader, 500)).toHaveLength(21);
    expect(redacted).toBe(each);
    // One that is put into the place of another is another line.
    const delivery = { state: 'completed', turnId: 'turn-1' } as const;
    await writeLedgerLine(path, line('id-7', { delivery }), write);
    expect((await readWith(reader, 500))[7]?.delivery).toEqual(delivery);
    expect(redacted).toBe(each * 2);
  });

  it('reads no more of it than is wanted, and takes a breath in between', async () => {
    const path = newLedger();
    const lines = Array.from({ length: 1000 }, (_, at) => line(String(at)));
    writeFileSync(path, `${lines.join('\n')}\n`);
    const redacted: string[] = [];
    const reader = new LedgerReader(path, (text) => {
      redacted.push(text);
      return text;
    });
    const all = await reader.lines(1000);
    expect(all).toHaveLength(1000);
    expect(redacted).toEqual([]);
    expect((await reader.entries(all.slice(-3))).map((one) => one.assignmentId)).toEqual([
      '997',
      '998',
      '999',
    ]);
    const each = redacted.length / 3;
    let most = 0;
    redacted.length = 0;
    const others = async (): Promise<void> => {
      while (redacted.length < 997 * each) {
        const before = redacted.length;
        await setImmediate();
        most = Math.max(most, redacted.length - before);
      }
    };
    await Promise.all([reader.entries(all), others()]);
    expect(redacted.length).toBe(997 * each);
    expect(most).toBeLessThanOrEqual(50 * each);
  });
});

describe('what is taken for a record without being read', () => {
  it.each([
    line('1'),
    '{"assignment_id":"1","created_at_utc":"2026-01-02T03:04:05Z","agent":"a","role":"exploriererin"}',
    '{"assignment_id":"","created_at_utc":"2026-01-02T03:04:05Z","agent":"a","role":"exploriererin"}',
    '{"assignment_id":"1","created_at_utc":"soon","agent":"a","role":"exploriererin"}',
    '{"assignment_id":"1","created_at_utc":7,"agent":"a","role":"exploriererin"}',
    '{"assignment_id":"1","created_at_utc":"2026-01-02T03:04:05Z","agent":null,"role":"exploriererin"}',
    '{"assignment_id":"1","created_at_utc":"2026-01-02T03:04:05Z","agent":"a","role":"explorer"}',
    '{"assignment_id":"1","created_at_utc":"2026-01-02T03:04:05Z","agent":"a"}',
    '{"assignment_id":1,"created_at_utc":"2026-01-02T03:04:05Z","agent":"a","role":"exploriererin"}',
    '[]',
    'null',
    '"text"',
    '',
    '{"assignment_id":"torn',
  ])('is what makes one when it is: %s', (text) => {
    expect(isLedgerLine(text)).toBe(parse(text) !== null);
  });
});
