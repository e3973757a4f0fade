import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../../src/core/errors.ts';
import type { StartWish } from '../../../../../src/core/fleetApi.ts';
import { settle } from '../../../fakes/ports/fakeClock.ts';
import { LEAD, PERSON } from '../../../fakes/ports/world.ts';
import { anotherProcess, codeOf, fleet, SEND, START, state, useWorld, world } from '../setup.ts';

useWorld();

describe('start', () => {
  it('runs the app-server, then the view as its client, and gives the lease back', async () => {
    const result = await fleet.start('a', START, PERSON);

    expect(result.status).toBe('started');
    expect(world.tmux.command('codex_agent_a_mcp', 'server')?.argv).toEqual([
      '/bin/codex',
      'app-server',
      '--listen',
      'unix:///run/a.sock',
    ]);
    expect(world.tmux.command('codex_agent_a_mcp', 'agent')?.argv.slice(0, 5)).toEqual([
      '/bin/codex',
      '--remote',
      'unix:///run/a.sock',
      '-C',
      '/repo',
    ]);
    expect(state()).toBe('idle');
    expect(world.store.leases.size).toBe(0);
    expect(world.store.metas.get('a')?.threadId).toBe('thread-1');
  });

  it('tells at once that her app-server ended instead, with its last words in the log', async () => {
    world.codex.server('a').connecting = new Promise(() => {});
    world.tmux.screen = 'Error loading config.toml: expected a value';
    const starting = fleet.start('a', START, PERSON).catch((reason: unknown) => reason);
    await settle();
    world.tmux.end('codex_agent_a_mcp', 'server', 1);
    await world.clock.advance(1000);
    expect(await starting).toMatchObject({
      code: 'codex_failed',
      cause: { message: 'It said: Error loading config.toml: expected a value' },
    });
    expect(state()).toBe('stopped');
  });

  it('resumes the conversation it had before', async () => {
    await fleet.start('a', START, PERSON);
    await fleet.stop('a', { force: false }, PERSON);
    world.conversations.add('thread-1');

    const result = await fleet.start('a', START, PERSON);

    expect(result.resumedThread).toBe(true);
    expect(world.tmux.command('codex_agent_a_mcp', 'agent')?.argv.slice(1, 3)).toEqual([
      'resume',
      'thread-1',
    ]);
  });

  it('says so when she runs already', async () => {
    await fleet.start('a', START, PERSON);
    expect((await fleet.start('a', START, PERSON)).status).toBe('already_running');
  });

  it('says what of the wish is not done because she runs already', async () => {
    const { ignored } = await fleet.start('a', START, PERSON);
    expect(ignored).toEqual([]);
    const { cwd } = fleet.peek('a', PERSON).meta ?? { cwd: null };
    const again = async (wish: Partial<StartWish>) =>
      (await fleet.start('a', { ...START, cwd: null, ...wish }, PERSON)).ignored;
    expect(await again({})).toEqual([]);
    expect(await again({ cwd })).toEqual([]);
    expect(await again({ cwd: '/elsewhere' })).toEqual(['cwd']);
    expect(await again({ prompt: 'Hello' })).toEqual(['prompt']);
  });

  it('completes a start that was killed before it ran the view', async () => {
    await fleet.start('a', START, PERSON);
    world.tmux.close('codex_agent_a_mcp', 'agent');
    anotherProcess();
    expect((await fleet.start('a', START, PERSON)).status).toBe('already_running');
    expect(world.tmux.command('codex_agent_a_mcp', 'agent')?.argv).toContain('--remote');
    expect(world.tmux.logged).toHaveLength(2);
  });

  it.each([
    ['launcher_missing', (): void => void (world.launcherProblem = new FleetError('launcher_missing', 'no'))],
    ['home_in_use', (): void => void (world.externalProcesses = 1)],
    ['cwd_not_a_directory', (): void => void world.existing.delete('/repo')],
  ])('refuses with %s and leaves nothing behind', async (code, spoil) => {
    spoil();
    expect(await codeOf(fleet.start('a', START, PERSON))).toBe(code);
    expect(state()).toBe('stopped');
    expect(world.store.leases.size).toBe(0);
    expect((await world.tmux.sessions()).size).toBe(0);
    expect(world.store.metas.get('a')?.expectedUp ?? false).toBe(false);
  });

  it('refuses while another lead holds her', async () => {
    await fleet.start('a', START, LEAD);
    await fleet.send('a', SEND, LEAD);
    await fleet.stop('a', { force: true }, LEAD);
    world.store.leases.set('a', {
      agentId: 'a',
      owner: 'lead',
      createdAtMs: 0,
      updatedAtMs: 0,
      expiresAtMs: world.clock.nowMs() + 60_000,
      ttlSeconds: 60,
    });
    expect(await codeOf(fleet.start('a', START, PERSON))).toBe('agent_lease_held_by_other_client');
  });

  describe('in a worktree that we made', () => {
    const trustArgument = async (): Promise<string | undefined> => {
      await fleet.start('a', { cwd: '/repo/.trees/a/src', prompt: null }, PERSON);
      const argv = world.tmux.command('codex_agent_a_mcp', 'server')?.argv ?? [];
      return argv[argv.indexOf('-c') + 1];
    };
    const trusted = 'projects={"/repo/.trees/a/src"={trust_level="trusted"}}';

    beforeEach(() => {
      world.existing.add('/repo/.trees/a/src');
      world.origins.set('/repo/.trees/a/src', { tree: '/repo/.trees/a', root: '/repo', trusted: false });
    });

    it.each([
      ['nothing was said of it', [], false],
      ['the repository is trusted', [['/repo', true]], true],
      ['the same folder of the repository is trusted', [['/repo/src', true]], true],
      [
        'that folder is not, though the repository is',
        [
          ['/repo', true],
          ['/repo/src', false],
        ],
        false,
      ],
      [
        'the worktree itself is known',
        [
          ['/repo', true],
          ['/repo/.trees/a/src', false],
        ],
        false,
      ],
      [
        'another folder is trusted',
        [
          ['/rep', true],
          ['/repo/.trees', true],
        ],
        false,
      ],
    ] as const)('where %s', async (_what, told, isTrusted) => {
      for (const [folder, level] of told) world.projectTrust.set(folder, level);
      expect((await trustArgument()) === trusted).toBe(isTrusted);
    });

    it('where the fleet file trusts the repository', async () => {
      world.origins.set('/repo/.trees/a/src', { tree: '/repo/.trees/a', root: '/repo', trusted: true });
      expect(await trustArgument()).toBe(trusted);
    });
  });

  it('sends the first message when one is given', async () => {
    await fleet.start('a', { cwd: null, prompt: 'Begin.' }, PERSON);
    expect(world.codex.server('a').turns.map((turn) => turn.text)).toEqual(['Begin.']);
  });

  it('tells at once of a dialog that keeps her from opening a conversation', async () => {
    world.codex.server('a').threadId = null;
    const starting = fleet.start('a', START, PERSON);
    await settle();
    const sighting = { state: 'needs_input', source: 'pane', evidence: 'a dialog', untilMs: null } as const;
    world.sightings.fire({ type: 'sighting', sighting: { ...sighting, atMs: world.clock.nowMs() } });
    expect((await starting).snapshot.activity).toMatchObject({
      state: 'needs_input',
      evidence: 'a start dialog is open in the terminal',
    });
  });
});
