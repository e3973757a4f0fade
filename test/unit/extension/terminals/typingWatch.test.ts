import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { REFRESH_MS, TypingWatch } from '../../../../src/extension/terminals/typingWatch.ts';

const ESC = '\u001B';
const FOCUS_OUT = `${ESC}[O`;

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

function watch() {
  const told: string[] = [];
  const errors: unknown[] = [];
  let refusal: Error | null = null;
  let idleSeconds = 30;
  const say = async (word: string): Promise<void> => {
    told.push(word);
    if (refusal !== null) throw refusal;
    return Promise.resolve();
  };
  const typing = new TypingWatch({
    idleSeconds: () => idleSeconds,
    now: Date.now,
    hold: async ({ lastKeyMs, idleSeconds: seconds, unsent }) =>
      say(`${seconds > 0 ? 'types' : 'rests'} ${lastKeyMs}${unsent ? ' unsent' : ''}`),
    letGo: async () => say('let go'),
    onError: (error) => errors.push(error),
  });
  const type = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) typing.read(key);
    await typing.settled();
  };
  const allow = (seconds: number): void => {
    idleSeconds = seconds;
    typing.retime();
  };
  return { typing, told, errors, type, allow, refuse: (error: Error) => (refusal = error) };
}

const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));

describe('whoever types in a terminal', () => {
  it('holds it from the first key, and is told of rarely while they go on', async () => {
    const { told, type } = watch();
    await type('\t');
    expect(told).toEqual(['types 0']);
    for (let key = 0; key < 20; key += 1) {
      await pass(100);
      await type(`${ESC}[C`);
    }
    expect(told).toEqual(['types 0']);
    await pass(REFRESH_MS);
    expect(told).toEqual(['types 0', 'types 2000']);
  });

  it('is not somebody who looks: focus, mouse and answers of the terminal hold nothing', async () => {
    const { told, type } = watch();
    await type(`${ESC}[I`, `${ESC}[<0;1;1M`, `${ESC}[?62;22c`, FOCUS_OUT);
    await pass(60_000);
    expect(told).toEqual([]);
  });

  it('lets go by not typing', async () => {
    const { told, type } = watch();
    await type('hi', '\r');
    await pass(29_999);
    expect(told.at(-1)).not.toBe('let go');
    await pass(1);
    expect(told.at(-1)).toBe('let go');
  });

  it('lets go earlier or later when the setting changes meanwhile', async () => {
    const { told, type, allow } = watch();
    await type('\t');
    await pass(10_000);
    allow(5);
    await pass(0);
    expect(told).toEqual(['types 0', 'types 0', 'let go']);
    allow(60);
    await type('\t');
    allow(20);
    allow(40);
    await pass(39_999);
    expect(told.at(-1)).toBe('types 10000');
    await pass(1);
    expect(told.at(-1)).toBe('let go');
  });

  it('lets go by looking elsewhere, and holds it again with the next key', async () => {
    const { told, type } = watch();
    await type('\t', FOCUS_OUT);
    expect(told).toEqual(['types 0', 'let go']);
    await type('\t');
    expect(told.at(-1)).toBe('types 0');
  });

  it('leaves text behind that is told of until it is sent or forgotten', async () => {
    const { told, type } = watch();
    await type('h', 'i', FOCUS_OUT);
    expect(told).toEqual(['types 0', 'types 0 unsent', 'rests 0 unsent']);
    await type('\r');
    expect(told.at(-1)).toBe('types 0');
    await type('hi');
    await pass(30_000);
    expect(told.at(-1)).toBe('rests 0 unsent');
    await pass(600_000);
    expect(told.at(-1)).toBe('let go');
  });

  it('hands over at once, unsent text or not', async () => {
    const { told, type, typing } = watch();
    await type('hello');
    typing.letGo();
    await typing.settled();
    expect(told.at(-1)).toBe('let go');
    await pass(700_000);
    expect(told).toHaveLength(2);
  });

  it('holds it anew with the next key after another window took it', async () => {
    const { told, type, typing } = watch();
    await type('hello');
    typing.lost();
    await pass(700_000);
    expect(told).toEqual(['types 0 unsent']);
    await type('x');
    expect(told.at(-1)).toBe('types 700000');
  });

  it('cannot have lost it before anybody could know that they hold it', async () => {
    const { told, typing } = watch();
    typing.read('\t');
    typing.lost();
    await typing.settled();
    await pass(30_000);
    expect(told).toEqual(['types 0', 'let go']);
  });

  it('types on when it cannot be written down, which is told to the log', async () => {
    const { errors, type, refuse } = watch();
    refuse(new Error('the disk is full'));
    await type('hello', '\r');
    expect(errors).toHaveLength(2);
  });

  it('lets go when the terminal is closed', async () => {
    const { told, type, typing } = watch();
    await type('hello');
    typing.dispose();
    await typing.settled();
    expect(told.at(-1)).toBe('let go');
    expect(vi.getTimerCount()).toBe(0);
  });
});
