import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { PERSON } from '../../fakes/ports/world.ts';
import { codeOf, fleet, START, useWorld, world } from './setup.ts';

useWorld();

const WISH = { source: 'pane', lines: 10, chars: 100 } as const;

function refuseCapture(first: () => void = () => {}): void {
  world.tmux.capture = async () => {
    first();
    return Promise.reject(new FleetError('tmux_failed', 'tmux refused.'));
  };
}

describe('the end of a terminal', () => {
  it('is empty when she ends while it is read', async () => {
    await fleet.start('a', START, PERSON);
    refuseCapture(() => world.tmux.die());
    expect(await fleet.tail('a', WISH, PERSON)).toEqual({ output: '' });
  });

  it('is refused when tmux refuses it of one that runs', async () => {
    await fleet.start('a', START, PERSON);
    refuseCapture();
    expect(await codeOf(fleet.tail('a', WISH, PERSON))).toBe('tmux_failed');
  });
});
