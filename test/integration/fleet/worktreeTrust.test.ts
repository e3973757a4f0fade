import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentSnapshot } from '../../../src/core/fleetApi.ts';
import { launcherWithoutServer } from './launchers.ts';
import { worker } from './requests.ts';
import { is, LEAD, until, useRig } from './rig.ts';
import type { Rig } from './rig.ts';

const homeConfig = ({ world }: Rig): string => readFileSync(path.join(world.homes.a, 'config.toml'), 'utf8');

async function startIn({ fleet }: Rig, agentId: string, cwd: string): Promise<AgentSnapshot> {
  return (await fleet.start(agentId, { cwd, prompt: null }, LEAD)).snapshot;
}

async function ownWorktree({ fleet, world }: Rig): Promise<string> {
  const repository = await fleet.repositories.find(world.workspace);
  const wish = { agentId: 'a', path: null, baseRef: null, branch: null };
  return (await fleet.repositories.createWorktree(repository, wish)).path;
}

describe('in a worktree of ours', () => {
  const rig = useRig('worktree-trust');

  it('Codex asks nothing where it trusts the repository, and her home is not told', async () => {
    const tree = await ownWorktree(rig);
    await startIn(rig, 'a', tree);
    await until(rig.fleet, 'a', is('idle'));
    expect(homeConfig(rig)).not.toContain(tree);
    // Its own writes go on beside: the sandbox of an assignment is a profile in the same file.
    const request = worker(
      ['docs'],
      { do: 'runCommand', cmd: 'echo x > docs/new.md' },
      { do: 'say', text: 'Done.' },
    );
    await rig.fleet.assign('a', request, null, LEAD);
    await until(rig.fleet, 'a', is('done'));
    expect(readFileSync(path.join(tree, 'docs/new.md'), 'utf8')).toBe('x\n');
    expect(homeConfig(rig)).not.toContain(tree);
  });

  it('Codex asks about a worktree that somebody else made, and not in a folder of ours', async () => {
    const { fleet, world } = rig;
    const side = path.join(world.root, 'side');
    execFileSync('git', ['-C', world.workspace, 'worktree', 'add', '-q', side]);
    expect((await startIn(rig, 'b', side)).activity.state).toBe('needs_input');
    await fleet.stop('b', { force: false }, LEAD);
    await startIn(rig, 'b', path.join(await ownWorktree(rig), 'src'));
    await until(fleet, 'b', is('idle'));
  });
});

describe('without an app-server', () => {
  const rig = useRig('worktree-trust-terminal', { runner: launcherWithoutServer() });

  it('Codex asks nothing either', async () => {
    await startIn(rig, 'a', await ownWorktree(rig));
    await until(rig.fleet, 'a', is('idle'));
  });
});
