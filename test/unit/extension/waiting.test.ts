import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import type { ErrorCode } from '../../../src/core/errors.ts';
import { untilFree } from '../../../src/extension/commands/assign/untilFree.ts';
import { ErrorReporter } from '../../../src/extension/messages/errorReporter.ts';
import { waitPatiently } from '../../../src/extension/messages/progress.ts';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { ui } from '../fakes/vscode/index.ts';
import { runningFleet, serviceOver, silent } from './support.ts';

beforeEach(() => {
  ui.reset();
  vi.useFakeTimers();
});

afterEach(() => vi.useRealTimers());

describe('waiting for something', () => {
  it('shows nothing for what is done in a moment', async () => {
    await expect(waitPatiently('Starting…', Promise.resolve(7), silent)).resolves.toBe(7);
    expect(ui.progress).toEqual([]);
  });

  it('shows what takes longer, and ends with it', async () => {
    const work = Promise.withResolvers<number>();
    const waiting = waitPatiently('Starting…', work.promise, silent);
    await vi.advanceTimersByTimeAsync(500);
    expect(ui.progress.map((progress) => progress.title)).toEqual(['Starting…']);
    work.resolve(8);
    await expect(waiting).resolves.toBe(8);
  });

  it('can be given up; what becomes of the work is logged without its words', async () => {
    const warnings: string[] = [];
    const work = Promise.withResolvers<number>();
    const waiting = waitPatiently('Starting…', work.promise, {
      ...silent,
      warn: (line) => warnings.push(line),
    });
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await vi.advanceTimersByTimeAsync(500);
    ui.progress[0]?.cancel();
    await outcome;
    work.reject(new FleetError('tmux_failed', 'secret words'));
    await vi.advanceTimersByTimeAsync(1);
    expect(warnings).toEqual(['Failed after nobody waited any more: Starting…: tmux_failed']);
  });
});

describe('waiting until an Agentin is free', () => {
  it('ends when she is up', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'link', link: { kind: 'connecting', attempt: 1 } });
    const service = await serviceOver(fleet);
    let isFree = false;
    const waiting = untilFree(service, 'a').then(() => (isFree = true));
    await vi.advanceTimersByTimeAsync(1000);
    expect(isFree).toBe(false);
    fleet.happens('a', { type: 'link', link: { kind: 'connected' } });
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends at once when she will not become free by waiting', async () => {
    await untilFree(await serviceOver(new FakeFleet()), 'a');
    await untilFree(await serviceOver(new FakeFleet()), 'nobody');
  });

  it('ends after a minute', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'link', link: { kind: 'connecting', attempt: 1 } });
    const outcome = expect(untilFree(await serviceOver(fleet), 'a')).rejects.toMatchObject({
      code: 'agent_not_ready',
    });
    await vi.advanceTimersByTimeAsync(60_000);
    await outcome;
  });
});

describe('an error', () => {
  const show = async (code: ErrorCode, context = {}): Promise<string | undefined> => {
    await new ErrorReporter(silent).show(new FleetError(code, 'A sentence.'), context);
    return ui.shown.at(-1);
  };

  it.each([
    ['agent_lost', '[Start]'],
    ['terminal_held_by_person', '[Hand Over]'],
    ['codex_missing', '[Install…]'],
    ['launcher_is_symlink', '[Open fleet.json]'],
    ['config_too_new', '[Open fleet.json]'],
    ['state_unwritable', '[Show Log]'],
  ] as const)('%s comes with the button %s', async (code, button) => {
    expect(await show(code)).toBe(`error: A sentence. ${button}`);
  });

  it('is none when the person cancelled', async () => {
    expect(await show('cancelled')).toBeUndefined();
  });

  it('that is none of ours shows a sentence of ours, and keeps its own for the log', async () => {
    const logged: unknown[] = [];
    const reporter = new ErrorReporter({ ...silent, error: (_message, cause) => logged.push(cause) });
    const error = new TypeError('x is not a function');
    await reporter.show(error);
    expect(ui.shown).toEqual(['error: Something went wrong. See the log. [Show Log]']);
    expect(logged).toEqual([error]);
  });

  it('is told in the language of the window', async () => {
    ui.language = 'de';
    ui.bundle.set('tmux is not installed. Install it, then try again.', 'tmux ist nicht installiert.');
    expect(await show('tmux_missing')).toContain('tmux ist nicht installiert.');
    expect(await show('unknown_tool')).toContain('A sentence.');
  });

  it('of a helping button is shown as well', async () => {
    ui.buttons.push('Force…');
    const force = async (): Promise<void> => Promise.reject(new FleetError('timeout', 'Too slow.'));
    await show('agent_lease_held_by_other_client', { force });
    expect(ui.shown).toEqual(['error: A sentence. [Force…]', 'error: Too slow. [Show Log]']);
  });
});
