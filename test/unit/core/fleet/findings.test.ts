import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../../src/core/agent/agent.ts';
import { isSameFinding, stands } from '../../../../src/core/watchdog/watchdogTimers.ts';
import type { WatchdogFinding } from '../../../../src/core/watchdog/watchdogTimers.ts';
import { PERSON } from '../../fakes/ports/world.ts';
import { fleet, START, useWorld, world } from './setup.ts';

useWorld();

function finding(change: Partial<WatchdogFinding> = {}): WatchdogFinding {
  const atMs = 10_000;
  return {
    agentId: 'a',
    kind: 'silent',
    action: 'none',
    atMs,
    idleSeconds: 300,
    why: 'x',
    isDismissed: false,
    ...change,
  };
}

const activity = (state: Activity['state'], sinceMs: number): Activity => ({
  state,
  sinceMs,
  source: 'app-server',
  evidence: '',
  why: '',
  untilMs: null,
});

describe('what the watchdog found at her', () => {
  it('is seen by every process on the fleet, until she is well or a person dismissed it', async () => {
    await fleet.start('a', START, PERSON);
    const other = world.fleet();
    const watching = other.supervise();
    await other.status('a', PERSON);
    await fleet.noteFinding('a', finding());
    await world.clock.advance(10);
    expect(other.peek('a', PERSON).finding).toEqual(finding());
    await other.dismissFinding('a');
    expect((await fleet.status('a', PERSON)).finding).toEqual(finding({ isDismissed: true }));
    await fleet.noteFinding('a', null);
    await world.clock.advance(10);
    expect(other.peek('a', PERSON).finding).toBeNull();
    watching.dispose();
    other.dispose();
  });

  it('is over when she did something since; what was done to her when she works again', () => {
    const acted = finding({ kind: 'acted', action: 'interrupt' });
    expect(stands(finding(), activity('working', 9000))).toBe(true);
    expect(stands(finding(), activity('idle', 11_000))).toBe(false);
    expect(stands(acted, activity('idle', 11_000))).toBe(true);
    expect(stands(acted, activity('working', 11_000))).toBe(false);
  });

  it('is the same one while it lasts, whoever looks; each action is one of its own', () => {
    const works = activity('working', 9000);
    expect(isSameFinding(finding(), finding({ atMs: 20_000 }), works)).toBe(true);
    expect(isSameFinding(finding(), finding({ atMs: 20_000, kind: 'unanswered' }), works)).toBe(false);
    expect(isSameFinding(finding(), finding({ atMs: 20_000 }), activity('working', 15_000))).toBe(false);
    const acted = finding({ kind: 'acted' });
    expect(isSameFinding(acted, acted, works)).toBe(false);
    expect(isSameFinding(null, finding(), works)).toBe(false);
  });
});
