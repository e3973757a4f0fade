import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../../src/core/errors.ts';
import { settle } from '../../../fakes/ports/fakeClock.ts';
import { LEAD, PERSON } from '../../../fakes/ports/world.ts';
import { brush, inventoryOf, mine } from '../../../fakes/fleet/fakeSkills.ts';
import { anotherProcess, codeOf, fleet, LOOK, SEND, START, useWorld, WORK, world } from '../setup.ts';

useWorld();

/** What Agentinnen usually have under the policy `guarded`. */
const WIDE = { permissions: ':workspace', approvalPolicy: 'on-request', model: null, effort: null } as const;

describe('assign', () => {
  beforeEach(async () => void (await fleet.start('a', START, PERSON)));

  it('gives an Exploriererin a sandbox without any writing and no way to ask for more', async () => {
    const { assignment } = await fleet.assign('a', LOOK, null, LEAD);
    expect(assignment).toMatchObject({ role: 'explorer', enforcement: 'os_sandbox', profileName: null });
    expect(assignment.delivery).toEqual({ state: 'accepted', turnId: 'turn-1' });
    expect(world.codex.server('a').tuple).toMatchObject({
      permissions: ':read-only',
      approvalPolicy: 'never',
    });
  });

  it.each([['Arbeitsbiene', WORK] as const, ['Exploriererin', LOOK] as const])(
    'gives an %s nothing to do in a folder that is gone, and does not make it anew',
    async (_role, request) => {
      world.existing.clear();
      expect(await codeOf(fleet.assign('a', request, null, LEAD))).toBe('cwd_not_a_directory');
      expect([world.prepared, world.store.leases.size]).toEqual([[], 0]);
    },
  );

  it('gives an Arbeitsbiene a profile of her write paths alone', async () => {
    const { assignment } = await fleet.assign(
      'a',
      { ...WORK, writePaths: ['docs/old', 'docs/new.md'] },
      null,
      LEAD,
    );
    const profile = world.codex.server('a').profiles.get(assignment.profileName ?? '');
    expect(profile).toMatchObject({
      projectWritePaths: ['docs/old', 'docs/new.md'],
      fileWritePaths: ['docs/new.md'],
    });
    expect(world.codex.server('a').tuple?.permissions).toBe(assignment.profileName);
    expect(assignment.preparedPaths).toContain('/repo/docs/new.md');
  });

  it('opens no path within a folder that she may write: she could put a link there for her next command', async () => {
    const request = { ...WORK, writePaths: ['docs', 'docs/deep/inner'] };
    const { assignment } = await fleet.assign('a', request, null, LEAD);
    const profile = world.codex.server('a').profiles.get(assignment.profileName ?? '');
    expect(profile?.projectWritePaths).toEqual(['docs']);
  });

  it('refuses when a link was put in the way of a write path after it was judged', async () => {
    world.whenPreparing = () => void world.links.set('/repo/docs/new.md', '/elsewhere/secret.md');
    const failed = codeOf(fleet.assign('a', { ...WORK, writePaths: ['docs/new.md'] }, null, LEAD));
    expect(await failed).toBe('scope_violation');
    expect(world.codex.server('a').profiles.size).toBe(0);
    expect(world.codex.server('a').turns).toEqual([]);
  });

  it('puts the base tuple back and takes the profile out when the turn is over', async () => {
    const supervised = fleet.supervise();
    await fleet.assign('a', WORK, null, LEAD);
    world.codex.server('a').endTurn();
    await settle();
    expect(world.codex.server('a').tuple).toMatchObject({
      permissions: ':workspace',
      approvalPolicy: 'on-request',
    });
    expect(world.codex.server('a').profiles.size).toBe(0);
    expect(world.store.metas.get('a')?.assignment).toMatchObject({
      restored: true,
      delivery: { state: 'completed', turnId: 'turn-1' },
    });
    supervised.dispose();
  });

  it('is put back by the next call when no process was there to do it', async () => {
    await fleet.assign('a', WORK, null, LEAD);
    world.codex.server('a').endTurn();
    anotherProcess();
    await fleet.send('a', SEND, LEAD);

    expect(world.codex.server('a').profiles.size).toBe(0);
    expect(world.store.metas.get('a')?.assignment?.delivery.state).toBe('completed');
  });

  it('can be made by a process that has only just begun', async () => {
    anotherProcess();
    const { assignment } = await fleet.assign('a', LOOK, null, LEAD);
    expect(assignment.delivery.state).toBe('accepted');
  });

  it('is put back by a window that opens after the turn ended unheard', async () => {
    await fleet.assign('a', WORK, null, LEAD);
    world.codex.server('a').endTurn();
    anotherProcess();
    const supervised = fleet.supervise();
    await settle();
    expect(world.codex.server('a').profiles.size).toBe(0);
    expect(world.store.metas.get('a')?.assignment).toMatchObject({ restored: true });
    supervised.dispose();
  });

  it('keeps the sandbox for a word into the running turn', async () => {
    await fleet.assign('a', LOOK, null, LEAD);
    await fleet.send('a', SEND, LEAD);
    expect(world.codex.server('a').tuple?.permissions).toBe(':read-only');
  });

  it.each([
    ['role_violation', { ...LOOK, writePaths: ['docs'] }],
    ['role_violation', { ...WORK, writePaths: [] }],
    ['scope_violation', { ...WORK, writePaths: ['src'] }],
    ['scope_violation', { ...WORK, writePaths: ['docs/../src'] }],
    ['scope_violation', { ...WORK, scope: [] }],
    ['scope_violation', { ...WORK, writePaths: ['https://example.com/docs'] }],
    ['scope_violation', { ...WORK, writePaths: ['docs/*.md'] }],
    ['scope_violation', { ...WORK, scope: ['docs/*'] }],
    ['skill_missing', { ...WORK, skill: 'nothing' }],
    ['invalid_arguments', { ...WORK, task: '  ' }],
    ['prompt_too_long', { ...WORK, context: Array.from({ length: 50 }, () => 'x'.repeat(900)) }],
  ])('refuses with %s before anything is sent', async (code, request) => {
    expect(await codeOf(fleet.assign('a', request, null, LEAD))).toBe(code);
    expect(world.codex.server('a').turns).toEqual([]);
    expect(world.codex.server('a').profiles.size).toBe(0);
    expect(world.store.leases.size).toBe(0);
    expect(world.prepared).toEqual([]);
  });

  it('refuses while a turn runs, for a sandbox cannot be put around it', async () => {
    await fleet.send('a', SEND, LEAD);
    expect(await codeOf(fleet.assign('a', LOOK, null, LEAD))).toBe('agent_busy');
  });

  it('refuses while she waits for a person, in words that say where the answer is given', async () => {
    const base = { key: 'k', turnId: 't', openedAtMs: 0 };
    const item = { ...base, kind: 'command', command: 'x', cwd: '/', reason: null } as const;
    world.codex.server('a').emit({ type: 'pendingOpened', item });
    await expect(fleet.assign('a', LOOK, null, LEAD)).rejects.toThrow(
      /^Agentin a waits for an approval\. A person gives it in the Inbox/u,
    );
  });

  it('does not run inside of a turn that a person began at the same moment', async () => {
    const server = world.codex.server('a');
    server.beforeTurn = () => void server.startTurn('typed', WIDE, 'person');
    expect(await codeOf(fleet.assign('a', LOOK, null, LEAD))).toBe('agent_busy');
    expect(server.turns.map(({ outcome }) => outcome)).toEqual(['interrupted']);
    expect(world.store.metas.get('a')?.assignment).toBeNull();
  });

  it('is not sent when a person began a turn while her sandbox was put in force, which is taken back', async () => {
    const server = world.codex.server('a');
    server.beforeTuple = () => void server.startTurn('typed', WIDE, 'person');
    expect(await codeOf(fleet.assign('a', LOOK, null, LEAD))).toBe('agent_busy');
    expect(server.turns.map(({ clientKeys, outcome }) => [clientKeys, outcome])).toEqual([
      [['person'], 'running'],
    ]);
    expect(server.tuple).toMatchObject({ permissions: ':workspace', approvalPolicy: 'on-request' });
  });

  it('has its sandbox in force before the message goes, for a turn that somebody begins in between', async () => {
    const server = world.codex.server('a');
    server.beforeTurn = () => void server.startTurn('typed', server.tuple ?? WIDE, 'person');
    expect(await codeOf(fleet.assign('a', LOOK, null, LEAD))).toBe('agent_busy');
    expect(server.turns[0]?.tuple.permissions).toBe(':read-only');
    expect(server.tuple).toMatchObject({ permissions: ':workspace', approvalPolicy: 'on-request' });
  });

  it('takes the profile and prepared files back when it could not be sent', async () => {
    world.codex.server('a').failNextTurn = new FleetError('codex_failed', 'no');
    const request = { ...WORK, writePaths: ['docs/new.md'] };
    expect(await codeOf(fleet.assign('a', request, null, LEAD))).toBe('codex_failed');
    expect(world.codex.server('a').profiles.size).toBe(0);
    expect(world.prepared).toEqual([]);
    expect(world.store.metas.get('a')?.assignment).toBeNull();
    expect(world.store.assignments.size).toBe(0);
  });

  it('does not assign twice with one idempotency key', async () => {
    const first = await fleet.assign('a', LOOK, 'once', LEAD);
    const second = await fleet.assign('a', LOOK, 'once', LEAD);
    expect(second.assignment.assignmentId).toBe(first.assignment.assignmentId);
    expect(world.codex.server('a').turns).toHaveLength(1);
  });

  it('names the skill that she has, and notes it in the ledger', async () => {
    world.skills = inventoryOf(mine, brush);
    const { skill } = await fleet.assign('a', { ...LOOK, skill: 'Fluff:Brush' }, null, LEAD);
    expect(skill).toEqual({ requested: 'Fluff:Brush', matches: [brush] });
    expect(world.codex.server('a').turns[0]?.text).toContain('\nSkill: Fluff:Brush\n');
    expect([...world.store.assignments.values()][0]?.facts.skill).toEqual({
      requested: 'Fluff:Brush',
      available: true,
      matchCount: 1,
    });
  });

  it('goes on without a skill that she does not have when that is allowed, and notes so', async () => {
    const request = { ...LOOK, skill: 'nothing', allowMissingSkill: true };
    expect((await fleet.assign('a', request, null, LEAD)).skill).toEqual({
      requested: 'nothing',
      matches: [],
    });
    expect([...world.store.assignments.values()][0]?.facts.skill).toEqual({
      requested: 'nothing',
      available: false,
      matchCount: 0,
    });
  });

  it('says whether the skill may be there all the same', async () => {
    world.skills = { ...inventoryOf(mine), linksSkipped: 1 };
    await expect(fleet.assign('a', { ...LOOK, skill: 'linked' }, null, LEAD)).rejects.toMatchObject({
      code: 'skill_missing',
      details: { agent: 'a', skill_inventory_complete: false },
    });
  });
});

describe('a scope check', () => {
  const wish = { agentId: null, base: '/repo', cwd: null, scope: ['docs'], writePaths: ['docs/a.md'] };

  it('goes by what assignments go by', async () => {
    expect(await fleet.checkScope(wish)).toMatchObject({ allowed: true, problems: [] });
    const refused = await fleet.checkScope({ ...wish, writePaths: ['docs/a.md', 'src', '', 'docs/*'] });
    expect(refused.problems.map(({ given, fault }) => [given, fault])).toEqual([
      ['src', 'outside_scope'],
      ['', 'blank'],
      ['docs/*', 'pattern'],
    ]);
    expect(world.codex.server('a').profiles.size).toBe(0);
  });

  it('is made for the directory that is named', async () => {
    const elsewhere = { ...wish, scope: ['/repo/docs'] };
    expect((await fleet.checkScope({ ...elsewhere, cwd: '..' })).allowed).toBe(false);
  });
});
