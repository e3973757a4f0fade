import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import { runCli } from '../../../src/cli/cli.ts';
import { operations, tools } from '../../../src/operations/index.ts';
import { personHolder } from '../../../src/operations/holder.ts';
import { VERSION } from '../../../src/operations/version.ts';
import type { Holder } from '../../../src/core/lease.ts';
import { FakeFleet, lead, otherLead } from '../fakes/fleet/fakeFleet.ts';
import { fakeRepositories } from '../fakes/fleet/fakeRepositories.ts';
import { runningFleet } from '../operations/support.ts';

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line, split at spaces, on the fleet. */
async function cli(
  fleet: FakeFleet,
  line: string | readonly string[],
  { signal, holder = lead }: { readonly signal?: AbortSignal; readonly holder?: Holder } = {},
): Promise<Result> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(typeof line === 'string' ? line.split(' ').filter(Boolean) : line, {
    openFleet: async () => fleet,
    holder,
    cwd: '/where/i/am',
    nowMs: () => fleet.nowMs,
    signal: signal ?? new AbortController().signal,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function json(fleet: FakeFleet, line: string | readonly string[]) {
  const words = typeof line === 'string' ? line.split(' ') : line;
  const { code, out } = await cli(fleet, [...words, '--json']);
  return { code, value: JSON.parse(out) as Readonly<Record<string, unknown>> };
}

describe('what was not done', () => {
  const repository = { here: '/r', root: '/r', commonDir: '/r/.git' };
  const removal = { discardedFolders: [], branch: 'b', keptBranch: null, keptFiles: 0, keptFolder: null };

  it('is a failure for a script, also where the answer says so itself', async () => {
    const fleet = new FakeFleet();
    const remove = async (state: 'refused' | 'removed') => {
      fleet.repositories = fakeRepositories({
        find: async () => Promise.resolve(repository),
        folderAt: async () => Promise.resolve('/r/w'),
        remove: async () => Promise.resolve({ ...removal, state, obstacles: [] }),
      });
      return (await cli(fleet, 'worktree-remove w', { holder: personHolder(1) })).code;
    };
    expect([await remove('removed'), await remove('refused')]).toEqual([0, 1]);
  });

  it('names commands, not the tools of a model', async () => {
    const fleet = new FakeFleet();
    fleet.refusals.set('a', new FleetError('internal', 'Look with agent_scope_check, or set write_paths.'));
    const { err } = await cli(fleet, 'interrupt a');
    expect(err).toContain('Look with "codex-master-mcp scope-check", or set write_paths.');
  });
});

describe('help', () => {
  it.each(['', '--help', '-h', 'help'])(
    '"%s" names every command and does not open the fleet',
    async (line) => {
      const fleet = new FakeFleet();
      const { code, out } = await cli(fleet, line);
      expect(code).toBe(0);
      for (const operation of operations) expect(out).toContain(`  ${operation.cli.command} `);
      expect(fleet.isDisposed).toBe(false);
    },
  );

  it.each(operations.map(({ cli }) => cli.command))(
    '%s --help shows its usage and flags',
    async (command) => {
      const { code, out } = await cli(new FakeFleet(), `${command} --help`);
      expect(code).toBe(0);
      expect(out).toContain(`Usage: codex-master-mcp ${command}`);
      expect(out).toContain('--json');
    },
  );

  it('names the Agentinnen of the fleet', async () => {
    expect((await cli(new FakeFleet(['a', 'carla']), 'start --help')).out).toContain('a | carla | both');
  });

  it('--version prints the version', async () => {
    expect((await cli(new FakeFleet(), '--version')).out).toBe(VERSION);
  });

  it('tools prints the schemas', async () => {
    const { out } = await cli(new FakeFleet(), 'tools');
    expect(JSON.parse(out)).toHaveLength(tools.length);
  });
});

describe('wrong usage goes to stderr with exit code 2', () => {
  it.each([
    ['fly', 'there is no command "fly"'],
    ['status z', 'AGENT must be one of a, b, all'],
    ['status a b', 'unexpected argument "b"'],
    ['send a', 'TEXT is required'],
    ['send', 'AGENT is required'],
    ['skill-match', 'SKILL is required'],
    ['skill-match z mine', 'AGENT must be one of a, b, all'],
    ['status --loud', "Unknown option '--loud'"],
    ['wait a --timeout-seconds soon', '--timeout-seconds must be an integer'],
    ['wait a --timeout-seconds 1.5', '--timeout-seconds must be an integer'],
    ['tail a --source screen', '--source must be one of pane, log'],
    ['assign a --task t', '--role is required'],
    ['assign-write a --task t', '--write-path is required'],
    ['assign-readonly a --task t --write-path x', "Unknown option '--write-path'"],
  ])('%s', async (line, problem) => {
    const fleet = new FakeFleet();
    const { code, out, err } = await cli(fleet, line);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(problem);
    expect(err).toContain('--help');
    expect(fleet.calls).toEqual([]);
  });
});

describe('arguments', () => {
  it('of start default to both', async () => {
    const fleet = new FakeFleet();
    await cli(fleet, 'start --cwd sub');
    expect(fleet.calls).toEqual(['start a', 'start b']);
    expect(fleet.wishes.start[0]).toEqual({ cwd: '/where/i/am/sub', prompt: null });
  });

  it.each(['both', 'all'])('"%s" is everybody', async (word) => {
    const fleet = new FakeFleet();
    await cli(fleet, `status ${word}`);
    expect(fleet.calls).toEqual(['status a', 'status b']);
  });

  it.each([
    ['skill-match mine', ['skills a', 'skills b']],
    ['skill-match all mine', ['skills a', 'skills b']],
    ['skill-match b mine', ['skills b']],
    ['skill-match b', ['skills a', 'skills b']],
    ['skills a --include-names --limit 3', ['skills a']],
  ])('of "%s" find their places', async (line, calls) => {
    const fleet = new FakeFleet();
    expect((await cli(fleet, line)).code).toBe(0);
    expect(fleet.calls).toEqual(calls);
  });

  it('of a scope check repeat', async () => {
    const line = 'scope-check --scope src --scope test --write-path src/a --write-path lib --cwd /w';
    expect((await json(new FakeFleet(), line)).value).toMatchObject({
      allowed: false,
      scope: ['src', 'test'],
      violations: ['lib'],
    });
  });

  it('of an assignment repeat and switch', async () => {
    const fleet = await runningFleet('a');
    const words = ['assign-write', 'a', '--task', 'build it', '--scope', 'src', '--scope', 'test'];
    const more = [
      '--write-path',
      'src/x',
      '--forbid',
      'no network',
      '--no-enter',
      '--allow-subagents',
      '--name',
      'M',
    ];
    await cli(fleet, [...words, ...more]);
    expect(fleet.wishes.assign).toMatchObject([
      {
        role: 'worker',
        task: 'build it',
        scope: ['src', 'test'],
        writePaths: ['src/x'],
        forbidden: ['no network'],
        enter: false,
        allowSubagents: true,
        name: 'M',
      },
    ]);
  });

  it('of tail have defaults of their own', async () => {
    const { value } = await json(await runningFleet('a'), 'tail a');
    expect(value).toMatchObject({ lines_limit: 20, chars_limit: 2000 });
  });

  it('after -- may begin with a dash', async () => {
    const { code, out } = await cli(await runningFleet('a'), ['send', 'a', '--json', '--', '-n']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ status: 'sent', chars: 2 });
  });
});

describe('results', () => {
  it('are JSON with sorted keys when asked for', async () => {
    const { code, value } = await json(await runningFleet('a'), ['send', 'a', 'hello there']);
    expect(code).toBe(0);
    expect(Object.keys(value)).toEqual(Object.keys(value).toSorted());
    expect(value).toMatchObject({ status: 'sent', chars: 11 });
  });

  it('shows what the watchdog found as a line for each', async () => {
    const fleet = await runningFleet('a');
    fleet.refusals.set('b', new FleetError('agent_lock_timeout', 'Busy.'));
    const { code, out } = await cli(fleet, 'watchdog --manage-unclaimed');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'AGENTIN  FOUND                    SILENT  DONE  WHY',
      'a        skipped_nothing_running  -       none  She works on nothing, so there is nothing to report.',
      'b        refused                                Busy.',
    ]);
  });

  it('of status are a table', async () => {
    const fleet = await runningFleet('a');
    expect((await cli(fleet, 'status')).out.split('\n')).toEqual([
      'AGENTIN  STATE    NAME  CONTROL     LEASE      WHY',
      'a        idle     Mila  app-server  unclaimed  She waits for a task.',
      'b        stopped  Nora  app-server  unclaimed  She is not running.',
    ]);
  });

  it('of status say why a newer fleet file is not in use', async () => {
    const fleet = await runningFleet();
    fleet.configProblem = new FleetError('config_invalid', 'Line 3 is wrong.');
    expect((await cli(fleet, 'status')).out).toMatch(/^Fleet file: Line 3 is wrong\./);
  });

  it('of tail are the text', async () => {
    expect((await cli(await runningFleet('a'), 'tail a')).out).toBe('› Explain this codebase');
  });

  it('of wait are two lines', async () => {
    expect((await cli(await runningFleet('a'), 'wait a --timeout-seconds 0')).out).toBe(
      'timeout after 0 s\nAgentin a: idle. She waits for a task.',
    );
  });

  it('of what one did to an Agentin are a sentence and what is worth knowing beside it', async () => {
    const fleet = await runningFleet('a');
    expect((await cli(fleet, 'interrupt a')).out).toBe(
      'Agentin a: interrupted.\n  lease  yours, 30 min left',
    );
    expect((await cli(fleet, 'assign-readonly a --task look --name Look')).out).toMatch(
      /^Agentin a: assigned as Exploriererin "Look"\.\n  assignment  \S+-a\n  model       default-model\n  writes      nothing \(sandbox\)/,
    );
  });

  it('with failures of single Agentinnen still end with 0', async () => {
    const fleet = new FakeFleet();
    fleet.refusals.set('a', new FleetError('home_in_use', 'Her home is in use.'));
    const { code, out } = await cli(fleet, 'start');
    expect(code).toBe(0);
    expect(out).toContain('Her home is in use.');
  });
});

describe('refusals end with 1', () => {
  it('as JSON on stdout when asked for', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    expect(await json(fleet, ['send', 'a', 'y'])).toMatchObject({
      code: 1,
      value: { error_code: 'agent_lease_held_by_other_client', lease: { holder: 'other_server' } },
    });
  });

  it('as a sentence on stderr else', async () => {
    const { code, out, err } = await cli(new FakeFleet(), ['send', 'a', 'y']);
    expect([code, out, err]).toEqual([
      1,
      '',
      'codex-master-mcp send: Agentin a is not running. Start her first.',
    ]);
  });

  it('of the bounds of the tools as well', async () => {
    expect(await json(new FakeFleet(), 'wait a --timeout-seconds 601')).toMatchObject({
      code: 1,
      value: { error_code: 'invalid_arguments' },
    });
  });
});

describe('the fleet', () => {
  it('is disposed at the end, also after a refusal', async () => {
    for (const line of ['status', 'send a x', 'status z']) {
      const fleet = new FakeFleet();
      await cli(fleet, line);
      expect(fleet.isDisposed).toBe(true);
    }
  });

  it('is left when a wait is interrupted', async () => {
    const fleet = await runningFleet('a');
    const interrupt = new AbortController();
    const waiting = cli(fleet, 'wait a', { signal: interrupt.signal });
    await expect.poll(() => fleet.calls).toContain('wait a');
    interrupt.abort();
    expect((await waiting).code).toBe(1);
    expect(fleet.isDisposed).toBe(true);
  });
});
