import { expect, it } from 'vitest';
import { namesOf } from '../../../../src/extension/worktrees/meetingFiles.ts';
import { file } from './support.ts';

it('finds on the other side what was moved there, by whichever name git tells it', () => {
  const moved = [file('src/basket.js', { kind: 'moved', from: 'src/cart.js' })];
  const changed = [file('src/cart.js'), file('logo.bin', { added: null, removed: null })];
  expect(namesOf({ conflicts: [], shared: ['src/cart.js', 'logo.bin'] }, moved, changed)).toEqual([
    { left: ['src/cart.js', 'src/basket.js'], right: ['src/cart.js'] },
    { left: ['logo.bin'], right: ['logo.bin'] },
  ]);
  // Of a conflict git tells the newer name, and both sides of a pair are one.
  expect(namesOf({ conflicts: ['src/basket.js'], shared: ['src/basket.js'] }, changed, moved)).toEqual([
    { left: ['src/basket.js', 'src/cart.js'], right: ['src/basket.js'] },
  ]);
});
