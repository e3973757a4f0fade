import { expect, it } from 'vitest';
import { worker } from './requests.ts';
import { is, LEAD, START, until, useRig } from './rig.ts';

const rig = useRig('write-overlaps');

it('while one works, nobody else gets what lies above or below her paths, whichever process asks', async () => {
  const { fleet } = rig;
  await fleet.start('a', START, LEAD);
  await fleet.start('b', START, LEAD);
  await until(fleet, 'b', is('idle'));
  await fleet.assign('a', worker(['docs'], { do: 'stall' }), null, LEAD);
  await until(fleet, 'a', is('working'));
  const done = { do: 'say', text: 'Done.' } as const;
  const other = await rig.another();
  for (const path of ['docs/notes.md', '.'])
    await expect(other.assign('b', worker([path], done), null, LEAD)).rejects.toMatchObject({
      code: 'write_paths_nested',
      details: { agents: ['a'] },
    });
  expect((await other.status('b', LEAD)).model.assignment).toBeNull();
  const same = await other.assign('b', worker(['docs'], done), null, LEAD);
  expect(same.overlaps).toMatchObject([{ agentId: 'a', relation: 'same' }]);
  await until(fleet, 'b', is('done'));
  await fleet.interrupt('a', { force: false }, LEAD);
  await until(fleet, 'a', is('idle', 'done'));
  const after = await other.assign('b', worker(['docs/notes.md'], done), null, LEAD);
  expect(after.overlaps).toEqual([]);
});
