import { describe, expect, it } from 'vitest';
import { gitEnvironment, programEnvironment } from '../../../../../src/adapters/git/process/environment.ts';
import { overridesFor, parseScopedConfig } from '../../../../../src/adapters/git/process/hardening.ts';

describe('the configuration of a repository', () => {
  it('is read with its scopes; a key without a value is true', () => {
    expect(
      parseScopedConfig('global\0filter.lfs.clean\ngit-lfs clean -- %f\0local\0filter.x.required\0'),
    ).toEqual([
      { scope: 'global', key: 'filter.lfs.clean', value: 'git-lfs clean -- %f' },
      { scope: 'local', key: 'filter.x.required', value: 'true' },
    ]);
    expect(parseScopedConfig('')).toEqual([]);
  });

  it('runs no filter or hook of its own, in whichever of its files it names it', () => {
    const entries = [
      { scope: 'local', key: 'filter.evil.clean', value: 'rm' },
      { scope: 'worktree', key: 'filter.evil.required', value: 'true' },
      { scope: 'local', key: 'hook.evil.command', value: 'rm' },
    ];
    expect(overridesFor(entries)).toEqual({
      config: [
        ['filter.evil.clean', ''],
        ['filter.evil.required', 'false'],
        ['hook.evil.command', ''],
        ['hook.evil.enabled', 'false'],
      ],
      filters: ['evil'],
    });
  });

  it('names no program that checks signatures; the one of the owner stays', () => {
    const own = { scope: 'global', key: 'gpg.ssh.program', value: 'ssh-sign' };
    const entries = [
      { scope: 'local', key: 'gpg.program', value: 'rm' },
      own,
      { ...own, scope: 'local', value: 'rm' },
    ];
    expect(overridesFor(entries)).toEqual({
      config: [
        ['gpg.program', 'false'],
        ['gpg.ssh.program', 'ssh-sign'],
      ],
      filters: [],
    });
  });

  it("leaves the owner's filters as they are, or puts them back", () => {
    const own = { scope: 'global', key: 'filter.lfs.clean', value: 'git-lfs clean' };
    expect(overridesFor([own])).toEqual({ config: [], filters: [] });
    expect(overridesFor([own, { ...own, scope: 'local', value: 'rm' }])).toEqual({
      config: [['filter.lfs.clean', 'git-lfs clean']],
      filters: [],
    });
  });
});

describe('the environment of git', () => {
  const env = {
    PATH: '/bin',
    GIT_DIR: '/elsewhere',
    GIT_EXTERNAL_DIFF: 'rm',
    GIT_TRACE: '/tmp/trace',
    GIT_CONFIG_GLOBAL: '/own',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '/r',
    CODEX_MASTER_MCP_INSTANCE_ID: 'owner',
    CODEX_THREAD_ID: 'thread',
  };

  it('points nowhere else, asks nothing, fetches nothing, and puts ours above what the owner set', () => {
    const made = gitEnvironment(env, [['core.fsmonitor', 'false']], { locks: false, network: false });
    expect(made).toEqual({
      PATH: '/bin',
      LC_ALL: 'C',
      GIT_CONFIG_GLOBAL: '/own',
      GIT_TERMINAL_PROMPT: '0',
      GIT_PAGER: 'cat',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_NO_LAZY_FETCH: '1',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '/r',
      GIT_CONFIG_KEY_1: 'core.fsmonitor',
      GIT_CONFIG_VALUE_1: 'false',
    });
  });

  it('tells programs of the repository nothing of who leads', () => {
    expect(programEnvironment(env)).toEqual({ PATH: '/bin', GIT_CONFIG_GLOBAL: '/own' });
  });
});
