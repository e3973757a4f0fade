import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

interface SilenceLike {
  said(): void;
  heard(): void;
  acted(): void;
  awaiting: boolean;
}

type SilenceClass = new (options: {
  ask: () => void;
  onChange: (isSilent: boolean) => void;
  now: () => number;
}) => SilenceLike;

// By name: the page is compiled for browsers, these tests are not.
const file = path.resolve(import.meta.dirname, '../../../webview/ui/silence.ts');

let silence: SilenceLike;
let told: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  told = [];
  const { Silence } = (await import(file)) as { Silence: SilenceClass };
  silence = new Silence({
    ask: () => told.push('asked'),
    onChange: (isSilent) => told.push(isSilent ? 'silent' : 'back'),
    now: () => Date.now(),
  });
});

afterEach(() => vi.useRealTimers());

describe('a page whose extension host may have died', () => {
  it('notices that nothing answers what it said', () => {
    silence.said();
    vi.advanceTimersByTime(4999);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['silent']);
  });

  it('waits for the first thing that it said, however much is said meanwhile', () => {
    silence.said();
    vi.advanceTimersByTime(3000);
    silence.said();
    vi.advanceTimersByTime(2000);
    expect(told).toEqual(['silent']);
  });

  it('takes it back when somebody answers late', () => {
    silence.said();
    vi.advanceTimersByTime(6000);
    silence.heard();
    expect(told).toEqual(['silent', 'back']);
  });

  it('asks nobody while nothing happens', () => {
    silence.said();
    silence.heard();
    vi.advanceTimersByTime(3_600_000);
    expect([told, vi.getTimerCount()]).toEqual([[], 0]);
  });

  it('asks when the person does something, unless somebody was heard a moment ago or is asked already', () => {
    silence.said();
    silence.heard();
    vi.advanceTimersByTime(9999);
    silence.acted();
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    silence.acted();
    silence.acted();
    expect(told).toEqual(['asked']);
    vi.advanceTimersByTime(5000);
    expect(told).toEqual(['asked', 'silent']);
  });

  it('asks from time to time while the person waits for what was begun, and no longer', () => {
    silence.awaiting = true;
    vi.advanceTimersByTime(10_000);
    silence.heard();
    vi.advanceTimersByTime(10_000);
    silence.heard();
    silence.awaiting = false;
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual(['asked', 'asked']);
  });
});
