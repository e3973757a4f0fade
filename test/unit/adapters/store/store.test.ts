import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateRoots } from '../../../../src/adapters/store/root.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import type { LeaseRecord } from '../../../../src/core/lease.ts';
import { agentMeta, assignment, existingRoot, openStore, RecordingLogger, scratchFolder } from './support.ts';

const lease: LeaseRecord = {
  agentId: 'a',
  owner: 'f00d',
  createdAtMs: 1000,
  updatedAtMs: 2000,
  expiresAtMs: 3_602_000,
  ttlSeconds: 3600,
};

describe('the store', () => {
  it('makes its folders private, and nothing before it is asked to', async () => {
    const root = join(scratchFolder(), 'state');
    const store = openStore(root);
    expect(await store.readMeta('a')).toBeNull();
    expect(await store.readLease('a')).toBeNull();
    expect((await store.readAssignments(5, null)).entries).toEqual([]);
    expect(() => lstatSync(root)).toThrow();
    await store.ensure();
    expect(readdirSync(root).sort()).toEqual([
      'deeds',
      'findings',
      'holds',
      'leases',
      'locks',
      'looks',
      'meta',
      'raw',
    ]);
    for (const name of readdirSync(root)) expect(lstatSync(join(root, name)).mode & 0o777).toBe(0o700);
  });

  it('notes in the file as it stands that she is not to run, and nothing else', async () => {
    const store = openStore(existingRoot());
    expect(await store.noteStopped('a')).toBe(false);
    const cwd = '/x\n  "expected_up": true,';
    const meta = agentMeta({ cwd });
    await store.writeMeta('a', meta);
    expect(await store.noteStopped('a')).toBe(true);
    expect(await store.readMeta('a')).toEqual({ ...meta, expectedUp: false });
    expect(await store.noteStopped('a')).toBe(false);
    await store.writeMeta('a', meta);
    expect(await store.readMeta('a')).toEqual(meta);
  });

  it('follows no link to note it', async () => {
    const root = existingRoot();
    const store = openStore(root);
    await store.writeMeta('a', agentMeta());
    renameSync(join(root, 'meta/a.json'), join(root, 'elsewhere.json'));
    symlinkSync(join(root, 'elsewhere.json'), join(root, 'meta/a.json'));
    expect(await store.noteStopped('a')).toBe(false);
    expect(readFileSync(join(root, 'elsewhere.json'), 'utf8')).toContain('"expected_up": true');
  });

  it('refuses a folder of its own that is a link, for reading and writing, without naming a path', async () => {
    const root = existingRoot();
    rmSync(join(root, 'meta'), { recursive: true });
    symlinkSync(scratchFolder(), join(root, 'meta'));
    const store = openStore(root);
    for (const work of [
      () => store.readMeta('a'),
      () => store.writeMeta('a', agentMeta()),
      () => store.ensure(),
    ]) {
      const failure: unknown = await work().catch((error: unknown) => error);
      expect(FleetError.is(failure, 'state_directory_unsafe') && !failure.message.includes(root)).toBe(true);
    }
  });

  it('takes no id that could be a path', async () => {
    const store = openStore(existingRoot());
    await expect(store.readMeta('../a')).rejects.toMatchObject({ code: 'unknown_agent' });
    await expect(store.writeLease('A', lease)).rejects.toMatchObject({ code: 'unknown_agent' });
  });

  it('shares metadata between processes', async () => {
    const root = join(scratchFolder(), 'state');
    await openStore(root).writeMeta('a', agentMeta());
    expect(await openStore(root).readMeta('a')).toEqual(agentMeta());
  });

  it('tells damaged metadata from none, and keeps it aside when it writes its own', async () => {
    const root = existingRoot();
    const logger = new RecordingLogger();
    const store = openStore(root, { logger });
    for (const damage of ['not json', `{"cwd":"${'x'.repeat(70_000)}"}`]) {
      writeFileSync(join(root, 'meta', 'a.json'), damage);
      expect(await store.readMeta('a')).toBe('unreadable');
      await store.writeMeta('a', agentMeta());
      expect(await store.readMeta('a')).toEqual(agentMeta());
    }
    expect(logger.lines.length).toBeGreaterThan(0);
    const asides = readdirSync(join(root, 'meta')).filter((name) => name.endsWith('.aside'));
    const sizes = asides.map((name) => lstatSync(join(root, 'meta', name)).size);
    expect(new Set(sizes)).toEqual(new Set([8, 70_010]));
  });

  it('never writes through a link in the place of metadata', async () => {
    const root = existingRoot();
    const target = join(scratchFolder(), 'target');
    writeFileSync(target, 'untouched');
    symlinkSync(target, join(root, 'meta', 'a.json'));
    const store = openStore(root);
    await store.writeMeta('a', agentMeta());
    expect(readFileSync(target, 'utf8')).toBe('untouched');
    expect(await store.readMeta('a')).toEqual(agentMeta());
  });

  it('takes the metadata that an older reference left, until it has its own', async () => {
    const legacyRoot = existingRoot();
    writeFileSync(join(legacyRoot, 'meta', 'a.json'), JSON.stringify({ agent: 'a', cwd: '/old' }));
    const root = existingRoot();
    const store = openStore(root, { legacyRoot });
    expect(await store.readMeta('a')).toMatchObject({ cwd: '/old' });
    symlinkSync('/nowhere', join(root, 'meta', 'a.json'));
    expect(await store.readMeta('a')).toBe('unreadable');
    await store.writeMeta('a', agentMeta());
    expect(await store.readMeta('a')).toMatchObject({ cwd: '/project' });
  });
});

describe('a lease on disk', () => {
  it('is written, read by others and removed', async () => {
    const root = join(scratchFolder(), 'state');
    const store = openStore(root);
    await store.writeLease('a', lease);
    expect(await openStore(root).readLease('a')).toEqual(lease);
    await store.removeLease('a');
    await store.removeLease('a');
    expect(await store.readLease('a')).toBeNull();
  });

  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ['damaged', (path) => writeFileSync(path, '{"agent":')],
    ['a link', (path) => symlinkSync('/etc/passwd', path)],
    ['a broken link', (path) => symlinkSync('/nowhere', path)],
    ['a folder', (path) => mkdirSync(join(path, 'inner'), { recursive: true })],
    ['huge', (path) => writeFileSync(path, 'x'.repeat(20_000))],
  ];

  it.each(damages)('that is %s is unreadable, and can be replaced or removed', async (_case, damage) => {
    const root = existingRoot();
    const path = join(root, 'leases', 'a.json');
    const store = openStore(root);
    damage(path);
    expect(await store.readLease('a')).toBe('unreadable');
    await store.writeLease('a', lease);
    expect(await store.readLease('a')).toEqual(lease);
    rmSync(path, { recursive: true });
    damage(path);
    await store.removeLease('a');
    expect(await store.readLease('a')).toBeNull();
  });
});

describe('raw logs in the store', () => {
  it('are pruned when a new one is made, but not those in use', async () => {
    const root = join(scratchFolder(), 'state');
    const store = openStore(root);
    const first = await store.createRawLog('r00', 'b');
    await store.writeMeta('b', agentMeta({ rawLogPath: first }));
    // Of an hour ago: those of the last minute stay.
    const age = (path: string, at: number): void => {
      const then = new Date(Date.now() - 3_600_000 + at * 1000);
      utimesSync(path, then, then);
    };
    age(first, 0);
    for (let at = 1; at <= 25; at += 1) age(await store.createRawLog(`r${at}`, 'a'), at);
    await store.createRawLog('r26', 'a');
    const names = readdirSync(join(root, 'raw'));
    expect(names).toContain('r00-b.log');
    expect(names).toContain('r26-a.log');
    expect(names).toHaveLength(21);
  });

  it('are read by their own path only', async () => {
    const root = join(scratchFolder(), 'state');
    const store = openStore(root);
    const path = await store.createRawLog('r1', 'a');
    writeFileSync(path, 'printed');
    expect(await store.rawLogTail(path, 100)).toBe('printed');
    expect(await store.rawLogInfo(path)).toMatchObject({ bytes: 7 });
    writeFileSync(join(root, 'other.log'), 'private');
    expect(await store.rawLogTail(join(root, 'other.log'), 100)).toBe('');
    expect(await store.rawLogInfo('/etc/passwd')).toBeNull();
  });
});

describe('the ledger in the store', () => {
  it('gives the newest, of one Agentin or of all', async () => {
    const store = openStore(join(scratchFolder(), 'state'));
    for (const [at, agent] of ['a', 'b', 'a'].entries()) {
      await store.noteAssignment(agent, assignment({ assignmentId: String(at) }));
    }
    const ids = async (limit: number, agent: string | null): Promise<unknown> => {
      const page = await store.readAssignments(limit, agent);
      return [page.entries.map((entry) => entry.assignmentId), page.retainedCount];
    };
    expect(await ids(10, null)).toEqual([['0', '1', '2'], 3]);
    expect(await ids(1, 'a')).toEqual([['2'], 2]);
    expect(await ids(10, 'c')).toEqual([[], 0]);
  });

  it('loses no record when many write at once', async () => {
    const root = join(scratchFolder(), 'state');
    const [one, other] = [openStore(root), openStore(root)];
    await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        (at % 2 === 0 ? one : other).noteAssignment('a', assignment({ assignmentId: String(at) })),
      ),
    );
    expect((await openStore(root).readAssignments(100, null)).retainedCount).toBe(40);
  });
});

describe('where the state is', () => {
  it('is said by the environment, the newer name first', () => {
    const env = { HOME: '/h', CODEX_AGENT_MCP_STATE: '/old', CODEX_MASTER_MCP_STATE: '~/new' };
    expect(stateRoots(env)).toEqual({ root: '/h/new', legacyRoot: null });
    expect(stateRoots({ HOME: '/h', CODEX_AGENT_MCP_STATE: '/old' })).toEqual({
      root: '/old',
      legacyRoot: null,
    });
  });

  it('is below the home otherwise, beside what an older reference left', () => {
    expect(stateRoots({ HOME: '/h' })).toEqual({
      root: '/h/.local/state/codex-master-mcp',
      legacyRoot: '/h/.local/state/codex-agent-mcp',
    });
  });
});
