import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agentMeta } from '../../unit/adapters/store/records.ts';
import { openStore } from '../../unit/adapters/store/support.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

const worker = path.resolve(import.meta.dirname, 'storeWorker.ts');
const PROCESSES = 8;

let folder: string;
let root: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'cm-store-'));
  root = path.join(folder, 'state');
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map(end));
  await clearFolder(folder);
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function start(job: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [worker, root, job, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function finished(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  return output;
}

function lines(output: string): readonly string[] {
  return output.split('\n').filter((line) => line !== '');
}

async function holding(child: ChildProcess): Promise<void> {
  if (child.stdout !== null) await once(child.stdout, 'data');
}

describe('the leadership of timers', () => {
  const saying = async (child: ChildProcess): Promise<string> => {
    if (child.stdout === null) return '';
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    return said.toString().trim();
  };

  test('is one process’, and free for another as soon as that one is killed', async () => {
    const all = Array.from({ length: PROCESSES }, () => start('lead'));
    const said = await Promise.all(all.map(saying));
    expect(said.filter((word) => word === 'led')).toEqual(['led']);
    const store = openStore(root);
    expect(await store.tryLead()).toBeNull();
    const leader = all[said.indexOf('led')];
    if (leader !== undefined) await end(leader);
    const taken = await store.tryLead();
    expect(taken).not.toBeNull();
    // In this process too there is one, until it lets go.
    expect(await store.tryLead()).toBeNull();
    taken?.dispose();
    (await store.tryLead())?.dispose();
  });
});

describe('eight processes over one state', () => {
  test('never lose an addition under the lock', async () => {
    const counter = path.join(folder, 'counter');
    writeFileSync(counter, '0');
    const names = Array.from({ length: PROCESSES }, () => start('count', counter, '60'));
    await Promise.all(names.map(finished));
    expect(readFileSync(counter, 'utf8')).toBe(String(PROCESSES * 60));
    expect(readdirSync(path.join(root, 'locks'))).toEqual(['agent-a.lock']);
  });

  test('never lose a record of the ledger', async () => {
    const names = Array.from({ length: PROCESSES }, (_, at) => `a${at}`);
    await Promise.all(names.map((name) => finished(start('assign', name, '20'))));
    const store = openStore(root);
    expect((await store.readAssignments(1, null)).retainedCount).toBe(PROCESSES * 20);
    expect((await store.readAssignments(100, 'a3')).entries.map((entry) => entry.assignmentId)).toEqual(
      Array.from({ length: 20 }, (_, at) => `a3-${at}`),
    );
  });

  test('have every record in the ledger that was acknowledged, although they are killed while they write', async () => {
    const acknowledged: string[] = [];
    const victim = async (name: string): Promise<void> => {
      const child = start('assign', name, '1000');
      let seen = '';
      child.stdout?.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      await expect.poll(() => seen.split('\n').length).toBeGreaterThan(15);
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
      acknowledged.push(...seen.split('\n').slice(0, -1));
    };
    const rounds = Array.from({ length: 3 }, (_, round) => round);
    await Promise.all([
      ...Array.from({ length: 4 }, async (_, at) => {
        for (const round of rounds) await victim(`v${at}x${round}`);
      }),
      ...['s0', 's1'].map(async (name) =>
        acknowledged.push(...lines(await finished(start('assign', name, '40')))),
      ),
    ]);
    expect(acknowledged.length).toBeGreaterThan(200);
    const store = openStore(root, { limits: () => ({ ledgerRecords: 5000, rawLogs: 20 }) });
    const { entries } = await store.readAssignments(5000, null);
    const kept = new Set(entries.map((entry) => entry.assignmentId));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect(kept.size).toBe(entries.length);
    expect(readdirSync(root).filter((name) => name.endsWith('.aside'))).toEqual([]);
  });
});

describe('a holder that is killed', () => {
  test('frees the lock at once', async () => {
    const holder = start('hold');
    await holding(holder);
    const store = openStore(root, { lockTimeoutMs: 300 });
    const never = (): Promise<never> => Promise.reject(new Error('the lock is held'));
    await expect(store.withLock('a', never)).rejects.toMatchObject({ code: 'agent_lock_timeout' });
    // A lease or time-out to run down would take longer than the waiter has.
    const waiting = openStore(root, { lockTimeoutMs: 60_000 }).withLock('a', () => Promise.resolve('mine'));
    await end(holder);
    expect(await waiting).toBe('mine');
  });
});

describe('a disk that takes no more', () => {
  test('leaves the old state whole and nothing half-written', async () => {
    const before = openStore(root);
    await before.writeMeta('a', agentMeta());
    // A limit on file sizes stops a write in its middle, as a full disk does. 8 blocks of 512 bytes.
    const child = spawn(
      'sh',
      ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, worker, root, 'overfill'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    children.push(child);
    expect(JSON.parse(await finished(child))).toEqual(['state_unwritable', 'state_unwritable']);
    expect(await before.readMeta('a')).toEqual(agentMeta());
    expect(readdirSync(path.join(root, 'meta'))).toEqual(['a.json']);
    expect(readFileSync(path.join(root, 'assignments.jsonl'), 'utf8')).toBe('');
  });
});
