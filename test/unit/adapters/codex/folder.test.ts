import { afterEach, beforeEach, expect, test } from 'vitest';
import { BASE, startLinkRig, type LinkRig } from './linkRig.ts';

let rig: LinkRig;
beforeEach(async () => {
  rig = await startLinkRig();
});
afterEach(async () => rig.end());

test('whoever takes a conversation up says where it goes on, and every tuple says it again', async () => {
  const id = rig.server.openThread({ isLoaded: false });
  rig.server.beginTurn(id);
  rig.server.endTurn(id, 'completed');
  const { link } = rig.connect(id, '/elsewhere');
  await link.ready(5000);
  await link.applyTuple(BASE);
  const asked = (method: string): unknown[] => rig.server.asked(method).map((params) => params['cwd']);
  expect(new Set([...asked('thread/resume'), ...asked('thread/settings/update')])).toEqual(
    new Set(['/elsewhere']),
  );
});
