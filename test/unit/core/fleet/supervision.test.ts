import { describe, expect, it, vi } from 'vitest';
import { settle } from '../../fakes/ports/fakeClock.ts';
import { PERSON } from '../../fakes/ports/world.ts';
import { anotherProcess, fleet, LOOK, SEND, START, state, useWorld, world } from './setup.ts';

useWorld();

/** Both run, and this process has just come to them. */
async function comeToBoth(): Promise<void> {
  for (const id of ['a', 'b']) await fleet.start(id, START, PERSON);
  anotherProcess();
}

const sessionOf = (id: string): string => fleet.peek(id, PERSON).model.session.kind;

describe('a process that comes to a fleet that runs', () => {
  it('asks all app-servers at once, and waits for none of them', async () => {
    await comeToBoth();
    world.codex.server('a').connecting = new Promise(() => {});
    const before = ['a', 'b'].map((id) => world.codex.server(id).links.size);
    fleet.supervise();
    await settle();
    expect(['a', 'b'].map((id) => world.codex.server(id).links.size)).toEqual(before.map((size) => size + 1));
    expect([state('a'), state('b')]).toEqual(['starting', 'idle']);
  });

  it('looks at tmux once for all of them, and again at who does not answer', async () => {
    await comeToBoth();
    world.codex.server('a').connecting = new Promise(() => {});
    const looks = vi.spyOn(world.tmux, 'sessions');
    fleet.supervise();
    await settle();
    const tries = async (attempt: number): Promise<number> => {
      world.codex.server('a').emit({ type: 'link', link: { kind: 'connecting', attempt } });
      await settle();
      return looks.mock.calls.length;
    };
    expect([state('a'), state('b'), await tries(1)]).toEqual(['starting', 'idle', 1]);
    expect(await tries(2)).toBe(2);
    world.codex.server('b').die();
    await settle();
    expect(looks).toHaveBeenCalledTimes(3);
  });

  it('has seen everyone before any app-server answered', async () => {
    await comeToBoth();
    for (const id of ['a', 'b']) world.codex.server(id).connecting = new Promise(() => {});
    fleet.supervise();
    await settle();
    expect([sessionOf('a'), sessionOf('b')]).toEqual(['present', 'present']);
    expect(fleet.peek('b', PERSON).meta?.expectedUp).toBe(true);
  });

  it('tells the assignments as far as they are known while an app-server hangs', async () => {
    await fleet.start('a', START, PERSON);
    await fleet.assign('a', LOOK, null, PERSON);
    anotherProcess();
    world.codex.server('a').connecting = new Promise(() => {});
    fleet.supervise();
    const page = await fleet.assignments(null, 10, { asks: false });
    expect(page.entries.map(({ agentId, delivery }) => [agentId, delivery?.state])).toEqual([
      ['a', 'accepted'],
    ]);
  });

  it('reads of the disk for assignments what holds them, and no lease of anybody', async () => {
    await comeToBoth();
    const leases = vi.spyOn(world.store, 'readLease');
    await fleet.assignments(null, 10, { asks: false });
    expect(leases).not.toHaveBeenCalled();
  });

  it('tells assignments when everybody was looked at, and reads nobody a second time for them', async () => {
    await fleet.start('a', START, PERSON);
    await fleet.assign('a', LOOK, null, PERSON);
    anotherProcess();
    const metas = vi.spyOn(world.store, 'readMeta');
    fleet.supervise();
    const page = await fleet.assignments(null, 10, { asks: false });
    expect(sessionOf('a')).toBe('present');
    expect(page.entries.map(({ agentId }) => agentId)).toEqual(['a']);
    expect(metas.mock.calls.map(([id]) => id).toSorted()).toEqual(['a', 'b']);
  });

  it('reads what the disk says of everyone while tmux is asked, and then sees all of them together', async () => {
    await comeToBoth();
    const tmux = Promise.withResolvers<void>();
    const listed = await world.tmux.sessions();
    vi.spyOn(world.tmux, 'sessions').mockImplementation(async () => {
      await tmux.promise;
      return listed;
    });
    fleet.supervise();
    await settle();
    expect(['a', 'b'].map((id) => fleet.peek(id, PERSON).meta?.expectedUp)).toEqual([true, true]);
    expect([sessionOf('a'), sessionOf('b')]).toEqual(['unknown', 'unknown']);
    const seen: string[] = [];
    fleet.onDidChangeAgent(() => seen.push(`${sessionOf('a')} ${sessionOf('b')}`));
    tmux.resolve();
    await vi.waitFor(() => expect(sessionOf('b')).toBe('present'));
    expect(seen[0]).toBe('present unknown');
    await settle();
  });
});

describe('that a person looked at her', () => {
  it('is so in every window, whichever hears first of the end and of the look', async () => {
    await fleet.start('a', START, PERSON);
    const other = world.fleet();
    const stateThere = (): string => other.peek('a', PERSON).activity.state;
    const stop = other.supervise();
    fleet.supervise();
    await settle();
    await fleet.send('a', SEND, PERSON);
    world.codex.server('a').endTurn();
    await settle();
    expect([state(), stateThere()]).toEqual(['done', 'done']);
    fleet.markLooked('a');
    await settle();
    expect([state(), stateThere()]).toEqual(['idle', 'idle']);
    await fleet.send('a', SEND, PERSON);
    world.codex.server('a').endTurn();
    await settle();
    expect([state(), stateThere()]).toEqual(['done', 'done']);
    stop.dispose();
    other.dispose();
  });
});
