import { describe, expect, it } from 'vitest';
import { askRegistration } from '../../../../../src/adapters/installation/doctor/mcpRegistration.ts';
import type { Command, CommandRunner, RunResult } from '../../../../../src/adapters/run.ts';
import { judgeRegistration } from '../../../../../src/core/diagnostics/registration.ts';
import { ended } from '../../codex/host/support.ts';

const entry = {
  name: 'codex-master-mcp',
  enabled: true,
  transport: { type: 'stdio', command: '/bin/node', args: ['/opt/mcp.js'], env: { KEY: 'value' } },
  startup_timeout_sec: 120,
};

interface Server {
  readonly name: string;
  readonly enabled?: boolean;
  readonly startup_timeout_sec?: number | null;
}

/** `codex mcp`, over the servers of a home. */
class FakeCodexMcp implements CommandRunner {
  readonly commands: Command[] = [];
  readonly #servers: readonly Server[];
  readonly #answers: Readonly<Record<string, RunResult>>;

  constructor(servers: readonly Server[], answers: Readonly<Record<string, RunResult>> = {}) {
    this.#servers = servers;
    this.#answers = answers;
  }

  run(command: Command): Promise<RunResult> {
    this.commands.push(command);
    const [, verb = '', name] = command.args;
    const answer = this.#answers[verb];
    if (answer !== undefined) return Promise.resolve(answer);
    if (verb === 'list') return Promise.resolve(ended(JSON.stringify(this.#servers)));
    const found = this.#servers.find((server) => server.name === name);
    return Promise.resolve(found === undefined ? ended('', { exitCode: 1 }) : ended(JSON.stringify(found)));
  }
}

async function ask(runner: CommandRunner, matches = true) {
  const target = { home: '/h', launcher: ['/bin/codex'], env: { PATH: '/bin' } };
  return judgeRegistration(await askRegistration(runner, target, 'codex-master-mcp'), matches);
}

describe('what Codex says of the Masterjet', () => {
  it('is one question when it is registered, to the right home', async () => {
    const codex = new FakeCodexMcp([entry]);
    expect(await ask(codex)).toEqual({
      registered: true,
      command_matches: true,
      startup_timeout_sec: 120,
      startup_timeout_ok: true,
      startup_timeout_recommended_sec: 120,
      ok: true,
      reason: null,
      returncode: 0,
      output_excerpt: null,
      redaction_applied: true,
    });
    expect(codex.commands).toMatchObject([
      { file: '/bin/codex', args: ['mcp', 'get', 'codex-master-mcp', '--json'], env: { CODEX_HOME: '/h' } },
    ]);
  });

  it('is ok with a short time-out, which is said beside it', async () => {
    const short = { ...entry, startup_timeout_sec: null };
    expect(await ask(new FakeCodexMcp([short]))).toMatchObject({ ok: true, startup_timeout_ok: false });
  });

  it('is a mismatch when another command has the name', async () => {
    expect(await ask(new FakeCodexMcp([entry]), false)).toMatchObject({
      registered: true,
      ok: false,
      reason: 'mcp_command_mismatch',
      output_excerpt: null,
    });
  });

  it('is not ok when it is switched off', async () => {
    const off = new FakeCodexMcp([{ ...entry, enabled: false }]);
    expect(await ask(off)).toMatchObject({ ok: false, reason: 'mcp_server_disabled' });
  });

  it('is told apart from a Codex that fails', async () => {
    expect(await ask(new FakeCodexMcp([]), false)).toMatchObject({
      registered: false,
      ok: false,
      reason: 'mcp_server_not_registered',
      returncode: 0,
    });
    const stderr = 'Error: failed to load /root/.codex/config.toml\nKEY = "abc';
    const broken = ended('', { exitCode: 1, stderr });
    expect(await ask(new FakeCodexMcp([], { get: broken, list: broken }), false)).toMatchObject({
      ok: false,
      reason: 'codex_failed',
      returncode: 1,
      output_excerpt: 'Error: failed to load /<redacted>',
    });
  });

  it('does not come from a Codex that hangs, is not there or speaks otherwise', async () => {
    const hanging = ended('', { exitCode: null, timedOut: true });
    expect(await ask(new FakeCodexMcp([entry], { get: hanging }))).toMatchObject({
      reason: 'codex_timed_out',
      returncode: 124,
    });
    const missing = { kind: 'unstarted', reason: 'missing', cause: null } as const;
    expect(await ask(new FakeCodexMcp([], { get: missing }))).toMatchObject({
      reason: 'codex_missing',
      returncode: null,
    });
    for (const stdout of ['', '[]', '{"name":3}']) {
      expect(await ask(new FakeCodexMcp([], { get: ended(stdout) }))).toMatchObject({
        reason: 'codex_output_not_understood',
        ok: false,
      });
    }
  });
});
