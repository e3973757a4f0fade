import { describe, expect, it } from 'vitest';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { runningFleet } from '../operations/support.ts';
import { cli, json } from './support.ts';

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
