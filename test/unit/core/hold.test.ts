import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertMayWrite, isHeld, UNSENT_SECONDS, viewHold } from '../../../src/core/hold.ts';
import type { HoldView, TerminalHold } from '../../../src/core/hold.ts';

const NOW = Date.UTC(2026, 0, 2);
const SECOND = 1000;

function hold(change: Partial<TerminalHold> = {}): TerminalHold {
  const witness = { pid: 7, started: '1', boot: 'b', host: 'h', space: 's' };
  return {
    agentId: 'a',
    seat: 'window-1',
    sinceMs: NOW,
    lastKeyMs: NOW,
    idleSeconds: 30,
    unsent: false,
    witness,
    ...change,
  };
}

function seen(
  of: TerminalHold | null,
  { seat, afterSeconds = 0, gone = false }: { seat?: string; afterSeconds?: number; gone?: boolean } = {},
): HoldView {
  return viewHold(of, seat, { nowMs: NOW + afterSeconds * SECOND, isGone: () => gone });
}

function refusal(view: HoldView, kind: 'composer_text' | 'other'): unknown {
  try {
    return assertMayWrite('a', view, kind, NOW);
  } catch (error) {
    return error;
  }
}

describe('a terminal', () => {
  it('is free when nobody typed', () => {
    expect(seen(null)).toEqual({ state: 'free' });
  });

  it('is held from the first key until nobody typed for the set time', () => {
    expect(seen(hold())).toMatchObject({ state: 'held', mine: false, untilMs: NOW + 30 * SECOND });
    expect(seen(hold(), { afterSeconds: 29 }).state).toBe('held');
    expect(seen(hold(), { afterSeconds: 30 }).state).toBe('free');
  });

  it('is free at once when the window that held it is over', () => {
    expect(seen(hold(), { gone: true }).state).toBe('free');
    expect(seen(hold({ unsent: true }), { gone: true }).state).toBe('free');
  });

  it('is held by time alone where processes cannot be seen', () => {
    expect(seen(hold({ witness: null }), { gone: true }).state).toBe('held');
  });

  it('says to its own window that it is theirs', () => {
    expect(seen(hold(), { seat: 'window-1' })).toMatchObject({ mine: true });
    expect(seen(hold(), { seat: 'window-2' })).toMatchObject({ mine: false });
  });

  it('is not held for ever by a clock that was set back', () => {
    expect(seen(hold({ lastKeyMs: NOW + 3_600_000 })).state).toBe('free');
    expect(seen(hold({ idleSeconds: 1e9 }), { afterSeconds: 601 }).state).toBe('free');
  });

  it('counts text left unsent no longer as typing, and forgets it in the end', () => {
    const left = hold({ unsent: true });
    expect(isHeld(seen(left, { afterSeconds: 10 }))).toBe(true);
    expect(seen(left, { afterSeconds: 60 })).toMatchObject({ state: 'held', isTyping: false });
    expect(isHeld(seen(left, { afterSeconds: 60 }))).toBe(false);
    expect(seen(left, { afterSeconds: UNSENT_SECONDS }).state).toBe('free');
  });

  it('ends at some time, whatever stands in the file', () => {
    const any = fc.record({
      lastKeyMs: fc.integer(),
      idleSeconds: fc.double({ min: 0, noNaN: true }),
      unsent: fc.boolean(),
    });
    fc.assert(
      fc.property(any, fc.integer(), (change, nowMs) => {
        const view = viewHold(hold(change), 'x', { nowMs, isGone: () => false });
        return view.state === 'free' || view.untilMs - nowMs <= 1200 * SECOND;
      }),
    );
  });
});

describe('writing to her', () => {
  const elsewhere = { seat: 'window-2' };
  const here = { seat: 'window-1' };

  it('is refused to everybody else while a person types, and says when to try again', () => {
    for (const kind of ['composer_text', 'other'] as const) {
      expect(refusal(seen(hold(), elsewhere), kind)).toMatchObject({
        code: 'terminal_held_by_person',
        retryable: true,
        retryAfterSeconds: 30,
        details: { agent: 'a' },
      });
    }
  });

  it('names no window in what it says', () => {
    expect(JSON.stringify(refusal(seen(hold(), elsewhere), 'other'))).not.toContain('window-1');
  });

  it('is free to the window of the person, but not into their half-written text', () => {
    expect(refusal(seen(hold(), here), 'composer_text')).toBeUndefined();
    expect(refusal(seen(hold({ unsent: true }), here), 'other')).toBeUndefined();
    expect(refusal(seen(hold({ unsent: true }), here), 'composer_text')).toMatchObject({
      code: 'terminal_held_by_person',
    });
  });

  it('past the terminal is free again when the person stopped typing, into their text it is not', () => {
    const left = seen(hold({ unsent: true }), { ...elsewhere, afterSeconds: 60 });
    expect(refusal(left, 'other')).toBeUndefined();
    expect(refusal(left, 'composer_text')).toMatchObject({ retryable: true, retryAfterSeconds: 30 });
  });
});
