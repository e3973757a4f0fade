import { beforeEach, describe, expect, it, vi } from 'vitest';
import { warned } from '../../../../src/core/diagnostics/check.ts';
import { renderTree, ui } from '../../fakes/vscode/index.ts';
import { good, noHome, openHealth, settled } from './support.ts';

beforeEach(() => ui.reset());

describe('the view Health', () => {
  it('checks when it is looked at, not before, and not again for what is fresh', async () => {
    const { world, view } = await openHealth(good);
    expect(world.looks).toBe(0);
    view.show(true);
    await settled();
    view.show(false);
    view.show(true);
    await settled();
    expect(world.looks).toBe(1);
    world.nowMs += 6 * 60_000;
    view.show(false);
    await settled();
    expect(world.looks).toBe(1);
    view.show(true);
    await settled();
    expect(world.looks).toBe(2);
  });

  it('never checks in an untrusted workspace by itself', async () => {
    ui.isTrusted = false;
    const { world, view } = await openHealth(good);
    view.show(true);
    await settled();
    expect(world.looks).toBe(0);
  });

  it('shows what needs attention first, then every check, and counts errors alone on its badge', async () => {
    const slow = warned('agent_b_signed_in', { hint: 'Log in.', fix: 'log_in' });
    const { view, shown, healthView } = await openHealth([slow, ...good, noHome]);
    view.show(true);
    await settled();
    const [attention, first, second] = shown().split('\n');
    expect(attention).toContain('Needs attention  1 problem · 1 hint');
    expect(first).toContain('Mila: Home  Her home folder does not exist.');
    expect(second).toContain('Nora: Sign-in  She is not signed in');
    expect(renderTree(healthView.tree, { spoken: true }).split('\n').slice(0, 3)).toEqual([
      'Needs attention, 1 problem, 1 hint',
      expect.stringMatching(/^ {2}Mila: Home, problem, Her home folder does not exist/),
      expect.stringMatching(/^ {2}Nora: Sign-in, hint, She is not signed in/),
    ]);
    expect(shown()).toMatch(/This machine {2}all well/);
    expect(shown()).toMatch(/tmux {2}3\.5a/);
    expect(view.badge).toEqual({ value: 1, tooltip: '1 problem' });
  });

  it('says that all is well', async () => {
    const { view, shown } = await openHealth(good);
    view.show(true);
    await settled();
    expect(shown()).toContain('All is well  3 checks passed');
    expect(view.badge).toBeUndefined();
  });

  it('says why there is no report, and keeps the one before', async () => {
    const { world, view, run, shown } = await openHealth(good);
    view.show(true);
    await settled();
    world.failure = new Error('no');
    await run.checkHealth();
    expect(shown()).toContain('The check failed  The health could not be checked. See the log.');
    expect(shown()).toContain('All is well');
  });

  it('says that somebody of another version is connected', async () => {
    const { clients, view, shown } = await openHealth(good);
    view.show(true);
    await settled();
    const hello = { codexMaster: 1, kind: 'mcp', version: '0.0.9', cwd: '/' } as const;
    clients.set([{ ...hello, caller: { owner: 'x', ownerIs: 'made', process: null, client: null } }]);
    expect(shown()).toMatch(/Versions of who is connected {2}A Masterjet of another version \(0\.0\.9\)/);
    clients.set([]);
    expect(shown()).toContain('All is well');
  });

  it('names who is connected, without anything of theirs', async () => {
    const { clients, view, shown } = await openHealth(good);
    view.show(true);
    await settled();
    const hello = { codexMaster: 1, kind: 'mcp', version: '0.1.0', cwd: '/secret' } as const;
    clients.set([{ ...hello, caller: { owner: 'x', ownerIs: 'made', process: null, client: null } }]);
    expect(shown()).toMatch(/Masterjet of a lead {2}version 0\.1\.0 · since /);
    expect(shown()).not.toMatch(/secret|owner/);
    clients.set([]);
    expect(shown()).toContain('nobody is connected');
  });
});

describe('a fix', () => {
  it('from a row does what the check says, for her, and looks again', async () => {
    const { world, view, run, shown } = await openHealth([noHome]);
    view.show(true);
    await settled();
    await run.fixHealth({ id: 'health/attention/agent_a_home_exists' });
    expect(world.mended).toMatchObject([{ fix: 'create_home', agent: { id: 'a' } }]);
    expect(world.looks).toBe(2);
    expect(shown()).toContain('All is well');
  });

  it('of a home that a start missed goes on with the log-in: an empty home alone starts nobody', async () => {
    const { world, run } = await openHealth(good);
    ui.buttons.push('Log In…');
    await run.createHome('a');
    expect(ui.shown).toEqual(['info: The home of Mila (a) is there. Log her in, then start her. [Log In…]']);
    const both = [
      { fix: 'create_home', agent: { id: 'a' } },
      { fix: 'log_in', agent: { id: 'a' } },
    ];
    await vi.waitFor(() => expect(world.mended).toMatchObject(both));
  });

  it('by the keyboard takes the selected row, and offers all there are when there is none', async () => {
    const { world, view, run } = await openHealth([noHome, ...good]);
    view.show(true);
    await settled();
    view.selection = [{ id: 'health/check/agent_a_home_exists' }];
    await run.fixHealth();
    expect(world.mended).toHaveLength(1);
    view.selection = [];
    await run.fixHealth();
    expect(ui.shown.at(-1)).toBe('info: There is nothing to fix.');
    world.checks = [noHome];
    await run.checkHealth();
    ui.willPick('Create Her Home…');
    await run.fixHealth();
    expect(world.mended).toHaveLength(2);
  });
});
