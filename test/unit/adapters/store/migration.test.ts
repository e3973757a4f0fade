import { appendFileSync, readdirSync, readFileSync, symlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentMeta } from '../../../../src/core/ports.ts';
import { contentOf, leaveReferenceState, type ReferenceState } from './referenceState.ts';
import { agentMeta, assignment, openStore, scratchFolder } from './support.ts';

function left(): ReferenceState & { readonly store: ReturnType<typeof openStore> } {
  const state = leaveReferenceState(scratchFolder(), Date.now());
  return { ...state, store: openStore(state.root, { legacyRoot: state.legacyRoot }) };
}

function asideIn(folder: string): string {
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.aside')) ?? 'none');
}

async function metaOf(store: ReturnType<typeof openStore>, agentId: string): Promise<AgentMeta> {
  const meta = await store.readMeta(agentId);
  if (meta === null || meta === 'unreadable') throw new Error(`meta of ${agentId}: ${meta}`);
  return meta;
}

describe('the state that a reference left', () => {
  it('tells of each last start, the older place where the newer has nothing', async () => {
    const { store } = left();
    expect(await metaOf(store, 'a')).toMatchObject({
      startedAtMs: Date.UTC(2026, 6, 11, 9, 0, 0, 123),
      runId: '20260711T090000123456Z-a',
      cwd: '/home/somebody/project',
      model: 'gpt-5.4-mini',
      effort: 'medium',
      expectedUp: false,
      assignment: null,
    });
    expect((await metaOf(store, 'b')).startedAtMs).toBe(Date.UTC(2026, 5, 1, 8));
  });

  it('lists the assignments of both places, redacted, oldest first', async () => {
    const { store } = left();
    const { entries, retainedCount } = await store.readAssignments(20, null);
    expect(retainedCount).toBe(3);
    expect(entries.map(({ agentId, role, delivery }) => [agentId, role, delivery])).toEqual([
      ['b', 'explorer', null],
      ['a', 'worker', null],
      ['b', 'explorer', null],
    ]);
    expect(entries[1]).toMatchObject({
      model: 'gpt-5.3-codex-spark',
      writePaths: ['src/cart.js'],
      facts: { contextCount: 2, forbiddenCount: 1, promptChars: 612, submitted: true },
    });
    await store.noteAssignment('a', assignment({ assignmentId: 'new' }));
    expect((await store.readAssignments(20, null)).entries.map((entry) => entry.assignmentId).at(-1)).toBe(
      'new',
    );
  });

  it('holds a lease in force', async () => {
    const { store } = left();
    const lease = await store.readLease('a');
    expect(lease).toMatchObject({ owner: '0123456789abcdef0123456789abcdef', ttlSeconds: 1800 });
    expect(lease !== null && lease !== 'unreadable' && lease.expiresAtMs).toBeGreaterThan(
      Date.now() + 1_700_000,
    );
  });

  it('has logs that can be read where they are, and nowhere else', async () => {
    const { store, root } = left();
    for (const agentId of ['a', 'b']) {
      const { rawLogPath } = await metaOf(store, agentId);
      expect(await store.rawLogTail(rawLogPath ?? '', 1000)).toContain(`last words of ${agentId}`);
      expect((await store.rawLogInfo(rawLogPath ?? ''))?.bytes).toBeGreaterThan(20);
    }
    expect(await store.rawLogTail(join(root, 'assignments.jsonl'), 100)).toBe('');
  });

  it('locks on the same files', async () => {
    const { store, root } = left();
    expect(await store.withLock('a', async () => Promise.resolve('done'))).toBe('done');
    expect(readFileSync(join(root, 'locks', 'agent-a.lock'), 'utf8')).toBe('');
  });

  it('is changed by no reading', async () => {
    const { store, root, legacyRoot } = left();
    const before = contentOf(root, legacyRoot);
    for (const agentId of ['a', 'b']) {
      await store.readMeta(agentId);
      await store.readLease(agentId);
    }
    await store.readAssignments(20, null);
    await store.ensure();
    expect(contentOf(root, legacyRoot)).toEqual(before);
  });

  it('loses none of its logs and records by our first start and assignment', async () => {
    const { store, root, legacyRoot } = left();
    const logs = contentOf(join(root, 'raw'), legacyRoot);
    const lines = readFileSync(join(root, 'assignments.jsonl'), 'utf8');
    const rawLogPath = await store.createRawLog('20261121T100000000000Z-a', 'a');
    await store.writeMeta('a', agentMeta({ rawLogPath }));
    await store.noteAssignment('a', assignment());
    expect(contentOf(join(root, 'raw'), legacyRoot)).toMatchObject(logs);
    expect(readFileSync(join(root, 'assignments.jsonl'), 'utf8').startsWith(lines)).toBe(true);
    // What the reference kept beside our keys stays for it.
    expect(JSON.parse(readFileSync(join(root, 'meta', 'a.json'), 'utf8'))).toMatchObject({
      label: 'Codex Agentin A',
      home: '/home/somebody/.codex-agent-a',
    });
  });
});

describe('damage in what a reference left', () => {
  it('of an older ledger takes nothing of ours along', async () => {
    const { store, legacyRoot } = left();
    const path = join(legacyRoot, 'assignments.jsonl');
    rmSync(path);
    symlinkSync('/etc/passwd', path);
    expect((await store.readAssignments(20, null)).retainedCount).toBe(2);
  });

  it('of metadata is told, and kept aside when our own takes its place', async () => {
    const { store, root } = left();
    const path = join(root, 'meta', 'a.json');
    writeFileSync(path, '{"agent": "a", "cwd":');
    expect(await store.readMeta('a')).toBe('unreadable');
    await store.writeMeta('a', agentMeta());
    expect(readFileSync(asideIn(join(root, 'meta')), 'utf8')).toBe('{"agent": "a", "cwd":');
    expect(await metaOf(store, 'a')).toEqual(agentMeta());
  });

  it('of single lines in the ledger is kept aside with everything else', async () => {
    const { store, root } = left();
    const path = join(root, 'assignments.jsonl');
    appendFileSync(path, 'garbage\n');
    const before = readFileSync(path, 'utf8');
    await store.noteAssignment('a', assignment());
    expect(readFileSync(asideIn(root), 'utf8')).toBe(before);
    expect((await store.readAssignments(20, 'a')).retainedCount).toBe(2);
  });
});
