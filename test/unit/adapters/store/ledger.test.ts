import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  appendLedger,
  ledgerRecord,
  MAX_LEDGER_BYTES,
  readLedger,
  type LedgerRecord,
} from '../../../../src/adapters/store/ledger.ts';
import { assignment, redactSecrets, scratchFolder } from './support.ts';

const nonce = (): string => 'n';
const asIs = (text: string): string => text;

function record(id: string, change: Record<string, unknown> = {}): LedgerRecord {
  return {
    assignment_id: id,
    created_at_utc: '2026-01-02T03:04:05.000Z',
    agent: 'a',
    role: 'arbeitsbiene',
    ...change,
  };
}

function idsIn(path: string): string[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { assignment_id: string }).assignment_id);
}

describe('a record of the ledger', () => {
  it("has the reference's keys and words", () => {
    const extra = {
      skill: { requested: 'tdd', available: true, match_count: 1 },
      prompt_chars: 12,
      submitted: true,
    };
    expect(ledgerRecord(assignment(), 'a', extra, asIs)).toEqual({
      assignment_id: '20260102T030405000000Z-a',
      created_at_utc: '2026-01-02T03:04:05.000Z',
      agent: 'a',
      role: 'arbeitsbiene',
      name: 'Tidy up',
      model: null,
      scope: ['src'],
      write_paths: ['src/auth'],
      enforcement: 'os_sandbox',
      ...extra,
    });
  });

  it('holds no task, context, forbidden or prompt text, even if a caller hands it over', () => {
    const extra = { task: 'T', context: ['C'], forbidden: ['F'], prompt: 'P', text: 'X', context_count: 1 };
    const text = JSON.stringify(ledgerRecord(assignment(), 'a', extra, asIs));
    expect(text).toContain('context_count');
    for (const key of ['task', 'context', 'forbidden', 'prompt', 'text'])
      expect(text).not.toContain(`"${key}"`);
  });

  it('is redacted and cut: name, scope, write paths, skill', () => {
    const secret = assignment({
      name: 'secretName',
      scope: ['secretScope'],
      writePaths: [`src/${'x'.repeat(400)}`],
    });
    const made = ledgerRecord(secret, 'a', { skill: { requested: 'secretSkill' } }, redactSecrets);
    expect(made).toMatchObject({
      name: '<redacted>',
      scope: ['<redacted>'],
      skill: { requested: '<redacted>' },
    });
    expect((made['write_paths'] as string[])[0]).toHaveLength(300);
  });

  it('leaves out extras that are too large, rather than fail after a prompt was delivered', () => {
    const lease = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`key${at}`, 'x'.repeat(300)]));
    expect(ledgerRecord(assignment(), 'a', { lease }, asIs)).not.toHaveProperty('lease');
  });
});

describe('the ledger', () => {
  it('is private and grows by a line', async () => {
    const path = join(scratchFolder(), 'assignments.jsonl');
    for (const id of ['1', '2', '3']) await appendLedger(path, record(id), nonce);
    expect(idsIn(path)).toEqual(['1', '2', '3']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await readLedger(path, asIs)).map((one) => one.assignment_id)).toEqual(['1', '2', '3']);
  });

  it('keeps the newest 500', async () => {
    const path = join(scratchFolder(), 'assignments.jsonl');
    const old = Array.from({ length: 520 }, (_, at) => JSON.stringify(record(String(at))));
    writeFileSync(path, `${old.join('\n')}\n`);
    await appendLedger(path, record('new'), nonce);
    const ids = idsIn(path);
    expect(ids).toHaveLength(500);
    expect([ids[0], ids.at(-1)]).toEqual(['21', 'new']);
  });

  it('keeps to 1 MiB, however long its records are', async () => {
    const path = join(scratchFolder(), 'assignments.jsonl');
    const scope = Array.from({ length: 50 }, () => 'x'.repeat(300));
    for (let at = 0; at < 100; at += 1) await appendLedger(path, record(String(at), { scope }), nonce);
    expect(statSync(path).size).toBeLessThanOrEqual(MAX_LEDGER_BYTES);
    expect(idsIn(path).at(-1)).toBe('99');
    expect(idsIn(path).length).toBeGreaterThan(60);
  });

  it('that the reference let grow beyond 1 MiB is read and repaired', async () => {
    const path = join(scratchFolder(), 'assignments.jsonl');
    const line = JSON.stringify(record('old', { scope: ['x'.repeat(30_000)] }));
    writeFileSync(path, `${Array.from({ length: 50 }, () => line).join('\n')}\n`);
    expect((await readLedger(path, asIs)).length).toBeGreaterThan(30);
    await appendLedger(path, record('new'), nonce);
    expect(statSync(path).size).toBeLessThanOrEqual(MAX_LEDGER_BYTES);
    expect(idsIn(path).at(-1)).toBe('new');
  });

  it('drops damaged lines and a torn end', async () => {
    const path = join(scratchFolder(), 'assignments.jsonl');
    writeFileSync(path, `${JSON.stringify(record('1'))}\nnonsense\n{"agent":"a"}\n{"assignment_id":"torn`);
    await appendLedger(path, record('2'), nonce);
    expect(idsIn(path)).toEqual(['1', '2']);
  });

  it('redacts again what it reads: what was written before knew fewer secrets', async () => {
    const path = join(scratchFolder(), 'assignments.jsonl');
    await appendLedger(
      path,
      record('1', { name: 'secret1', scope: ['secret2'], skill: { requested: 'secret3' } }),
      nonce,
    );
    expect((await readLedger(path, redactSecrets))[0]).toMatchObject({
      name: '<redacted>',
      scope: ['<redacted>'],
      skill: { requested: '<redacted>' },
    });
  });

  it('is empty where there is none, and refused where a link stands', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'assignments.jsonl');
    expect(await readLedger(path, asIs)).toEqual([]);
    symlinkSync(join(folder, 'elsewhere'), path);
    await expect(readLedger(path, asIs)).rejects.toMatchObject({ code: 'state_unreadable' });
    await expect(appendLedger(path, record('1'), nonce)).rejects.toMatchObject({ code: 'state_unreadable' });
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });
});
