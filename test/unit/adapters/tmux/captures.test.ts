import { describe, expect, it } from 'vitest';
import { Captures } from '../../../../src/adapters/tmux/captures.ts';
import type { TmuxCommand } from '../../../../src/adapters/tmux/command.ts';

const MARK = 'mark';

/** A tmux whose panes show their own names; commands after one that fails are not run. */
function tmux(...gone: readonly string[]): { captures: Captures; processes: () => number } {
  let processes = 0;
  const run = async (commands: readonly TmuxCommand[]): Promise<string> => {
    processes += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return commands
      .map((words) => {
        const target = words[words.indexOf('-t') + 1] ?? '';
        if (gone.includes(target)) throw new Error(`no pane ${target}`);
        return words[0] === 'capture-pane' ? `screen of ${target}\n\n` : `${words.at(-1)}\n`;
      })
      .join('');
  };
  return { captures: new Captures({ run, mark: () => MARK }), processes: () => processes };
}

const names = Array.from({ length: 50 }, (_, index) => `pane${index}`);

describe('reading screens', () => {
  it('takes a few processes for fifty that are asked for at once, and gives each her own', async () => {
    const { captures, processes } = tmux();
    const screens = await Promise.all(names.map(async (name) => captures.read(name)));
    expect(screens).toEqual(names.map((name) => `screen of ${name}\n\n`));
    expect(processes()).toBeLessThanOrEqual(3);
  });

  it('does not let one that is gone take the others along', async () => {
    const { captures, processes } = tmux('pane7');
    const read = await Promise.allSettled(names.map(async (name) => captures.read(name)));
    const failed = read.flatMap(({ status }, index) => (status === 'rejected' ? [names[index]] : []));
    expect(failed).toEqual(['pane7']);
    expect(read[8]).toEqual({ status: 'fulfilled', value: 'screen of pane8\n\n' });
    expect(processes()).toBeLessThan(names.length / 2);
    await expect(captures.read('pane7')).rejects.toThrow('no pane pane7');
    expect(await captures.read('pane1')).toBe('screen of pane1\n\n');
  });
});
