import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explorer, worker } from './requests.ts';
import { is, LEAD, until, useRig } from './rig.ts';

describe('an Agentin who goes on in another folder', () => {
  const rig = useRig('another-folder');

  it('works there, in the same conversation', async () => {
    const { fleet, world } = rig;
    await fleet.start('a', { cwd: null, prompt: null }, LEAD);
    await fleet.assign('a', explorer({ do: 'say', text: 'Seen.' }), null, LEAD);
    const before = await until(fleet, 'a', is('done'));
    await fleet.stop('a', { force: false }, LEAD);
    const repository = await fleet.repositories.find(world.workspace);
    const wish = { agentId: 'a', path: null, baseRef: null, branch: null };
    const { path: tree } = await fleet.repositories.createWorktree(repository, wish);
    await fleet.start('a', { cwd: tree, prompt: null }, LEAD);
    const write = { do: 'runCommand', cmd: 'pwd > docs/where.md' } as const;
    await fleet.assign('a', worker(['docs'], write, { do: 'say', text: 'Done.' }), null, LEAD);
    const after = await until(
      fleet,
      'a',
      ({ model }) => model.assignment?.role === 'worker' && model.assignment.delivery.state === 'completed',
    );
    expect(readFileSync(path.join(tree, 'docs/where.md'), 'utf8')).toBe(`${tree}\n`);
    expect(after.model.threadId).toBe(before.model.threadId);
  });
});
