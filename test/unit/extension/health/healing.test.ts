import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ui } from '../../fakes/vscode/index.ts';
import { good, noHome, openHealth } from './support.ts';

beforeEach(() => ui.reset());

describe('what was mended elsewhere', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  const later = async (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  async function broken() {
    const made = await openHealth([noHome, ...good]);
    made.view.show(true);
    await later(1);
    expect(made.world.looks).toBe(1);
    made.world.checks = good;
    return made;
  }

  it('is noticed when her home comes, without a word of the person', async () => {
    const { shown, service } = await broken();
    ui.touched.fire(service.snapshot('a')?.spec.home ?? '');
    await later(1000);
    expect(shown()).toContain('All is well');
  });

  it('is noticed when a command ends in a terminal, a terminal is closed, or the person comes back', async () => {
    for (const happen of [
      () => ui.endedCommands.fire({}),
      () => ui.closedTerminals.fire({}),
      () => ui.windowState.fire({ focused: true }),
    ]) {
      const { world, shown, healthView } = await broken();
      world.nowMs += 10_000;
      happen();
      await later(1000);
      expect(shown()).toContain('All is well');
      healthView.dispose();
    }
  });

  it('makes one check of many events, and none where all is well or nobody looks', async () => {
    const { world, view } = await broken();
    for (let time = 0; time < 20; time += 1) ui.endedCommands.fire({});
    await later(10_000);
    expect(world.looks).toBe(2);
    ui.endedCommands.fire({});
    await later(10_000);
    view.show(false);
    ui.touched.fire('/homes/a/auth.json');
    await later(10_000);
    expect(world.looks).toBe(2);
  });

  it('while the view was hidden is looked for when it is seen again', async () => {
    const { world, view, shown } = await broken();
    view.show(false);
    view.show(true);
    await later(1);
    expect(world.looks).toBe(2);
    expect(shown()).toContain('All is well');
  });
});
