import { expect, it } from 'vitest';
import { agentEnvironment } from '../../../../../src/adapters/codex/host/environment.ts';

it('an Agentin gets the usual variables, those she was promised, her home and our markers', () => {
  const env = {
    PATH: '/bin',
    HOME: '/h',
    LC_ALL: 'C',
    XDG_RUNTIME_DIR: '/run/user/1',
    https_proxy: 'http://p',
    NO_PROXY: 'x',
    SSH_AUTH_SOCK: '/s',
    NODE_EXTRA_CA_CERTS: '/ca',
    SCRIPTED_KEY: 'k',
    OPENAI_API_KEY: 'secret',
    CODEX_HOME: '/somewhere/else',
    CODEX_SQLITE_HOME: '/db',
    VSCODE_IPC_HOOK: 'x',
    NODE_OPTIONS: '--inspect',
    TMUX: 'x',
    EMPTY: undefined,
  };
  expect(agentEnvironment(env, { home: '/homes/a' }, ['SCRIPTED_KEY', 'EMPTY', 'NOT_SET'])).toEqual({
    PATH: '/bin',
    HOME: '/h',
    LC_ALL: 'C',
    XDG_RUNTIME_DIR: '/run/user/1',
    https_proxy: 'http://p',
    NO_PROXY: 'x',
    SSH_AUTH_SOCK: '/s',
    NODE_EXTRA_CA_CERTS: '/ca',
    SCRIPTED_KEY: 'k',
    CODEX_HOME: '/homes/a',
    CODEX_MASTER_MCP: '1',
    CODEX_AGENT_MCP: '1',
  });
});

it('neither home nor markers can be overridden, and there is always a PATH', () => {
  const env = { CODEX_HOME: '/other', CODEX_MASTER_MCP: '0' };
  expect(agentEnvironment(env, { home: '/homes/a' }, ['CODEX_HOME', 'CODEX_MASTER_MCP'])).toEqual({
    PATH: '/usr/local/bin:/usr/bin:/bin',
    CODEX_HOME: '/homes/a',
    CODEX_MASTER_MCP: '1',
    CODEX_AGENT_MCP: '1',
  });
});
