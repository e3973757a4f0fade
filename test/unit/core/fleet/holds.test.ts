import { beforeEach, describe, expect, it } from 'vitest';
import type { HoldWish } from '../../../../src/core/hold.ts';
import type { Holder } from '../../../../src/core/lease.ts';
import { LEAD, PERSON } from '../../fakes/ports/world.ts';
import { anotherProcess, codeOf, fleet, LOOK, SEND, START, useWorld, WORK, world } from './setup.ts';

useWorld();

/** The person at their window, and the same one elsewhere: in another window or at a command line. */
const WINDOW: Holder = { ...PERSON, seat: 'window-1' };
const OTHER_WINDOW: Holder = { ...PERSON, seat: 'window-2' };
const REFUSED = 'terminal_held_by_person';

async function types(change: Partial<HoldWish> = {}, holder = WINDOW): Promise<void> {
  const lastKeyMs = world.clock.nowMs();
  await fleet.holdTerminal('a', { lastKeyMs, idleSeconds: 30, unsent: false, ...change }, holder);
}

const REPORT = { assignmentId: null, enter: true };

/** Everything that writes to her, as whoever is named. */
function writes(holder: Holder): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    send: async () => fleet.send('a', SEND, holder),
    paste: async () => fleet.send('a', { ...SEND, enter: false }, holder),
    explorer: async () => fleet.assign('a', LOOK, null, holder),
    worker: async () => fleet.assign('a', WORK, null, holder),
    report: async () => fleet.requestReport('a', REPORT, holder),
    interrupt: async () => fleet.interrupt('a', { force: false }, holder),
    forcedInterrupt: async () => fleet.interrupt('a', { force: true }, holder),
    stop: async () => fleet.stop('a', { force: false }, holder),
  };
}

describe.each(['app-server', 'terminal'])('an Agentin in whose terminal a person types (%s)', (rung) => {
  beforeEach(async () => {
    if (rung === 'terminal') world.launcher = { ...world.launcher, appServer: false, why: 'old' };
    await fleet.start('a', START, PERSON);
    await types();
  });

  it.each(Object.keys(writes(LEAD)))(
    'is spared what comes from elsewhere in every process: %s',
    async (what) => {
      const metas = structuredClone(world.store.metas);
      anotherProcess();
      for (const holder of [LEAD, PERSON, OTHER_WINDOW]) {
        expect(await codeOf(writes(holder)[what]?.() ?? Promise.resolve())).toBe(REFUSED);
      }
      expect(world.store.metas).toEqual(metas);
      expect(world.store.leases.size).toBe(0);
      expect([world.tmux.pasted, world.tmux.keys, world.prepared]).toEqual([[], [], []]);
    },
  );

  it('is free when they let go, when nobody typed for the set time, and when their window is over', async () => {
    await fleet.releaseTerminal('a', { everybody: false }, WINDOW);
    expect(await codeOf(fleet.interrupt('a', { force: false }, LEAD))).not.toBe(REFUSED);
    await types();
    await world.clock.advance(29_000);
    expect(await codeOf(fleet.interrupt('a', { force: false }, LEAD))).toBe(REFUSED);
    await world.clock.advance(1000);
    expect(await codeOf(fleet.interrupt('a', { force: false }, LEAD))).not.toBe(REFUSED);
    await types();
    world.gone.add(1);
    expect(await codeOf(fleet.interrupt('a', { force: false }, LEAD))).not.toBe(REFUSED);
  });

  it('is stopped all the same when one forces it, and nobody holds her terminal afterwards', async () => {
    await fleet.stop('a', { force: true }, LEAD);
    expect(world.store.holds.size).toBe(0);
  });

  it('still does what the person tells her from the window where they type', async () => {
    expect(await codeOf(fleet.interrupt('a', { force: false }, WINDOW))).not.toBe(REFUSED);
    expect(await codeOf(fleet.stop('a', { force: false }, WINDOW))).not.toBe(REFUSED);
  });

  it('shows whether she is held, to each as it is', async () => {
    anotherProcess();
    await fleet.status('a', LEAD);
    expect(fleet.peek('a', LEAD).terminal).toMatchObject({ state: 'held', mine: false });
    expect(fleet.peek('a', WINDOW).terminal).toMatchObject({ state: 'held', mine: true });
  });
});

describe('the hold of a terminal', () => {
  beforeEach(async () => void (await fleet.start('a', START, PERSON)));

  it('goes to whoever typed last, and is not ended by the one before', async () => {
    await types();
    await types({}, OTHER_WINDOW);
    expect(await fleet.releaseTerminal('a', { everybody: false }, WINDOW)).toEqual({ status: 'not_held' });
    expect(fleet.peek('a', OTHER_WINDOW).terminal).toMatchObject({ mine: true });
    expect(await fleet.releaseTerminal('a', { everybody: true }, WINDOW)).toEqual({ status: 'released' });
    expect(fleet.peek('a', OTHER_WINDOW).terminal).toEqual({ state: 'free' });
  });

  it('is for windows alone', async () => {
    expect(await codeOf(types({}, LEAD))).toBe('internal');
    expect(world.store.holds.size).toBe(0);
  });

  it('begins with the first key and not anew with each', async () => {
    const first = world.clock.nowMs();
    await types();
    await world.clock.advance(5000);
    await types();
    expect(world.store.holds.get('a')).toMatchObject({ sinceMs: first, lastKeyMs: first + 5000 });
  });

  it('leaves approvals to be answered', async () => {
    await types();
    expect(await codeOf(fleet.answer('a', 'x', { kind: 'accept' }))).not.toBe(REFUSED);
  });

  it('keeps a message from being typed to text that was not sent, even from the same window', async () => {
    await types({ unsent: true });
    await fleet.send('a', SEND, WINDOW);
    expect(await codeOf(fleet.send('a', { ...SEND, enter: false }, WINDOW))).toBe(REFUSED);
    await world.clock.advance(60_000);
    expect(await codeOf(fleet.send('a', { ...SEND, enter: false }, PERSON))).toBe(REFUSED);
    await world.clock.advance(540_000);
    expect(await codeOf(fleet.send('a', { ...SEND, enter: false }, PERSON))).not.toBe(REFUSED);
  });

  it('that begins while a message is prepared still keeps it out', async () => {
    const sending = fleet.assign('a', WORK, null, LEAD);
    const read = world.store.readHold.bind(world.store);
    let looks = 0;
    world.store.readHold = async (agentId) => {
      looks += 1;
      if (looks === 3) await types();
      return read(agentId);
    };
    expect(await codeOf(sending)).toBe(REFUSED);
    expect(world.codex.server('a').turns).toEqual([]);
    expect(world.store.metas.get('a')?.assignment).toBeNull();
    expect(world.store.leases.has('a')).toBe(false);
  });
});
