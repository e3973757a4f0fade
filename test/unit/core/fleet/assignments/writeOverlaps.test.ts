import { beforeEach, describe, expect, it } from 'vitest';
import { LEAD, PERSON } from '../../../fakes/ports/world.ts';
import { anotherProcess, codeOf, fleet, LOOK, START, useWorld, WORK, world } from '../setup.ts';

useWorld();

const writing = (...paths: readonly string[]) => ({ ...WORK, scope: ['.'], writePaths: paths });
const check = async (...writePaths: readonly string[]) =>
  (await fleet.checkScope({ agentId: 'b', base: '/repo', cwd: null, scope: ['.'], writePaths })).overlaps;

describe('while an assignment of another runs', () => {
  beforeEach(async () => {
    await fleet.start('a', START, PERSON);
    await fleet.start('b', START, PERSON);
    await fleet.assign('a', writing('src/shop'), null, PERSON);
  });

  it.each([
    ['above it', 'src'],
    ['the whole folder', '.'],
    ['below it', 'src/shop/cart.ts'],
  ])('what lies %s is given to nobody else, and a refusal changes nothing', async (_where, path) => {
    const error: unknown = await fleet
      .assign('b', writing('docs', path), null, LEAD)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: 'write_paths_nested',
      retryable: true,
      retryAfterSeconds: 30,
      details: { agents: ['a'], conflict_count: 1 },
    });
    expect(world.codex.server('b').turns).toEqual([]);
    expect(world.codex.server('b').profiles.size).toBe(0);
    expect(world.store.metas.get('b')?.assignment).toBeNull();
    expect(world.store.leases.has('b')).toBe(false);
  });

  it('the same path may be given, and is told', async () => {
    const { overlaps, assignment } = await fleet.assign('b', writing('src/shop', 'docs'), null, LEAD);
    expect(assignment.delivery.state).toBe('accepted');
    expect(overlaps).toMatchObject([
      { agentId: 'a', relation: 'same', given: 'src/shop', theirs: 'src/shop', isUnsafe: false },
    ]);
  });

  it('a neighbour of a similar name is none of it, nor what Codex guards in it, nor looking', async () => {
    expect((await fleet.assign('b', writing('src/shopping', 'src/shop/.git'), null, LEAD)).overlaps).toEqual(
      [],
    );
    expect(await codeOf(fleet.assign('a', LOOK, null, PERSON))).toBe('agent_busy');
  });

  it('links are followed: two names can be one place', async () => {
    world.links.set('/repo/link', '/repo/src');
    expect(await codeOf(fleet.assign('b', writing('link'), null, LEAD))).toBe('write_paths_nested');
  });

  it('another process sees it too, and sees when it is over though nobody noted it', async () => {
    anotherProcess();
    expect(await codeOf(fleet.assign('b', writing('src'), null, LEAD))).toBe('write_paths_nested');
    world.codex.server('a').endTurn();
    anotherProcess();
    expect((await fleet.assign('b', writing('src'), null, LEAD)).assignment.delivery.state).toBe('accepted');
  });

  it('one whose Agentin was stopped is over', async () => {
    await fleet.stop('a', { force: true }, PERSON);
    expect((await fleet.assign('b', writing('src'), null, LEAD)).overlaps).toEqual([]);
  });

  it('a scope check tells it before, of all but the one who is asked for', async () => {
    expect(await check('src', 'src/shop', 'docs')).toMatchObject([
      { agentId: 'a', relation: 'below', given: 'src', isUnsafe: true },
      { agentId: 'a', relation: 'same', given: 'src/shop', isUnsafe: false },
    ]);
    const own = { agentId: 'a', base: '/repo', cwd: null, scope: ['.'], writePaths: ['src'] };
    expect((await fleet.checkScope(own)).overlaps).toEqual([]);
  });
});

describe('two that are given at the same moment', () => {
  it('are never both given when one lies in the other', async () => {
    await fleet.start('a', START, PERSON);
    await fleet.start('b', START, PERSON);
    const given = await Promise.all([
      codeOf(fleet.assign('a', writing('src'), null, PERSON)),
      codeOf(fleet.assign('b', writing('src/shop'), null, PERSON)),
    ]);
    expect(given).toContain('write_paths_nested');
    const left = ['a', 'b'].filter((id) => world.codex.server(id).profiles.size > 0);
    expect(left.length).toBeLessThan(2);
  });

  it('and one that a crash left half given holds nobody up for long', async () => {
    await fleet.start('a', START, PERSON);
    await fleet.start('b', START, PERSON);
    const { assignment } = await fleet.assign('a', writing('src'), null, PERSON);
    world.codex.server('a').endTurn();
    const left = { ...assignment, assignmentId: 'left', delivery: { state: 'unconfirmed' } } as const;
    const meta = world.store.metas.get('a');
    if (meta !== undefined) world.store.metas.set('a', { ...meta, assignment: left });
    anotherProcess();
    expect(await codeOf(fleet.assign('b', writing('src/shop'), null, LEAD))).toBe('write_paths_nested');
    await world.clock.advance(61_000);
    expect((await fleet.assign('b', writing('src/shop'), null, LEAD)).assignment.delivery.state).toBe(
      'accepted',
    );
  });
});
