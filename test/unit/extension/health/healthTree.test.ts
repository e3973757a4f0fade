import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failed, passed, reportOf, warned } from '../../../../src/core/diagnostics/check.ts';
import type { Check } from '../../../../src/core/diagnostics/check.ts';
import { healthCommands } from '../../../../src/extension/commands/health.ts';
import { ConnectedClients } from '../../../../src/extension/health/clients.ts';
import { findingsOf, subjectOf } from '../../../../src/extension/health/findings.ts';
import type { Fault } from '../../../../src/extension/health/fixes.ts';
import { Health } from '../../../../src/extension/health/health.ts';
import { HealthView } from '../../../../src/extension/health/healthView.ts';
import { lateHealth } from '../../../../src/extension/health/lateHealth.ts';
import { START_MS } from '../../fakes/fleet/fakeAgents.ts';
import { renderTree, ui } from '../../fakes/vscode/index.ts';
import { depsOver, runningFleet, serviceOver, silent } from '../support.ts';

const noHome = failed('agent_a_home_exists', { hint: 'Make her home.', fix: 'create_home' });
const good = [
  passed('tmux_available'),
  passed('tmux_version', { version: '3.5a' }),
  passed('agent_b_home_exists'),
];
const unset: readonly Check[] = [
  failed('installed_symlink', { hint: 'Install it.', fix: 'install' }, { exists: false }),
  failed('mcp_registered', { hint: 'Register it.', fix: 'register_mcp_server' }, { registered: false }),
  failed('codex_client_mcp_config', { hint: 'Register it.', fix: 'register_mcp_server' }),
];

beforeEach(() => ui.reset());

async function open(first: readonly Check[]) {
  const fleet = await runningFleet('a');
  const service = await serviceOver(fleet);
  const world = {
    checks: first,
    looks: 0,
    nowMs: START_MS,
    mended: [] as Fault[],
    failure: null as Error | null,
  };
  const health = new Health({
    doctor: async () => {
      world.looks += 1;
      if (world.failure !== null) throw world.failure;
      return Promise.resolve(reportOf(world.checks));
    },
    now: () => world.nowMs,
    log: silent,
  });
  const clients = new ConnectedClients(() => world.nowMs);
  const healthView = new HealthView({
    health,
    service,
    clients,
    version: '0.1.0',
    now: () => world.nowMs,
    log: silent,
    place: { kind: 'own', environment: async () => Promise.resolve({ HOME: '/me' }) },
    load: async () => Promise.resolve(lateHealth),
  });
  const run = healthCommands({
    ...depsOver(fleet, service),
    parts: { health, healthView },
    mend: async (fault) => {
      world.mended.push(fault);
      world.checks = good;
      return Promise.resolve(true);
    },
  });
  const view = ui.trees.get('codexMaster.health')!;
  const shown = (): string => renderTree(healthView.tree);
  return { world, health, healthView, clients, view, run, shown, service };
}

const settled = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('the view Health', () => {
  it('checks when it is looked at, not before, and not again for what is fresh', async () => {
    const { world, view } = await open(good);
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
    const { world, view } = await open(good);
    view.show(true);
    await settled();
    expect(world.looks).toBe(0);
  });

  it('shows what needs attention first, then every check, and counts errors alone on its badge', async () => {
    const slow = warned('agent_b_signed_in', { hint: 'Log in.', fix: 'log_in' });
    const { view, shown, healthView } = await open([slow, ...good, noHome]);
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
    const { view, shown } = await open(good);
    view.show(true);
    await settled();
    expect(shown()).toContain('All is well  3 checks passed');
    expect(view.badge).toBeUndefined();
  });

  it('says why there is no report, and keeps the one before', async () => {
    const { world, view, run, shown } = await open(good);
    view.show(true);
    await settled();
    world.failure = new Error('no');
    await run.checkHealth();
    expect(shown()).toContain('The check failed  The health could not be checked. See the log.');
    expect(shown()).toContain('All is well');
  });

  it('says that somebody of another version is connected', async () => {
    const { clients, view, shown } = await open(good);
    view.show(true);
    await settled();
    const hello = { codexMaster: 1, kind: 'mcp', version: '0.0.9', cwd: '/' } as const;
    clients.set([{ ...hello, caller: { owner: 'x', ownerIs: 'made', process: null, client: null } }]);
    expect(shown()).toMatch(/Versions of who is connected {2}A Masterjet of another version \(0\.0\.9\)/);
    clients.set([]);
    expect(shown()).toContain('All is well');
  });

  it('names who is connected, without anything of theirs', async () => {
    const { clients, view, shown } = await open(good);
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
    const { world, view, run, shown } = await open([noHome]);
    view.show(true);
    await settled();
    await run.fixHealth({ id: 'health/attention/agent_a_home_exists' });
    expect(world.mended).toMatchObject([{ fix: 'create_home', agent: { id: 'a' } }]);
    expect(world.looks).toBe(2);
    expect(shown()).toContain('All is well');
  });

  it('of a home that a start missed goes on with the log-in: an empty home alone starts nobody', async () => {
    const { world, run } = await open(good);
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
    const { world, view, run } = await open([noHome, ...good]);
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

describe('what was mended elsewhere', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  const later = async (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  async function broken() {
    const made = await open([noHome, ...good]);
    made.view.show(true);
    await later(1);
    expect(made.world.looks).toBe(1);
    made.world.checks = good;
    return made;
  }

  it('is noticed when her home comes, without a word of the person', async () => {
    const { shown, service } = await broken();
    ui.touched.fire(service.snapshot('a')?.spec.home ?? '');
    await later(1000);
    expect(shown()).toContain('All is well');
  });

  it('is noticed when a command ends in a terminal, a terminal is closed, or the person comes back', async () => {
    for (const happen of [
      () => ui.endedCommands.fire({}),
      () => ui.closedTerminals.fire({}),
      () => ui.windowState.fire({ focused: true }),
    ]) {
      const { world, shown, healthView } = await broken();
      world.nowMs += 10_000;
      happen();
      await later(1000);
      expect(shown()).toContain('All is well');
      healthView.dispose();
    }
  });

  it('makes one check of many events, and none where all is well or nobody looks', async () => {
    const { world, view } = await broken();
    for (let time = 0; time < 20; time += 1) ui.endedCommands.fire({});
    await later(10_000);
    expect(world.looks).toBe(2);
    ui.endedCommands.fire({});
    await later(10_000);
    view.show(false);
    ui.touched.fire('/homes/a/auth.json');
    await later(10_000);
    expect(world.looks).toBe(2);
  });

  it('while the view was hidden is looked for when it is seen again', async () => {
    const { world, view, shown } = await broken();
    view.show(false);
    view.show(true);
    await later(1);
    expect(world.looks).toBe(2);
    expect(shown()).toContain('All is well');
  });
});

describe('what is found', () => {
  it('is one hint, and no error, where nobody asked that Codex leads', () => {
    const findings = findingsOf([...unset, noHome]);
    expect(findings.map(({ check, level, covers }) => [check.name, level, covers.length])).toEqual([
      ['agent_a_home_exists', 'error', 1],
      ['installed_symlink', 'warning', 3],
    ]);
  });

  it('is an error where it was set up once and broke', () => {
    const [link, ...others] = unset;
    const broken = [failed(link?.name ?? '', { hint: 'Install it.' }, { exists: true }), ...others];
    expect(findingsOf(broken).map(({ level }) => level)).toEqual(['error', 'error', 'error']);
  });

  it('is said once of a home that is not there', () => {
    const launcher = failed(
      'agent_a_runner_executable',
      { hint: 'No.', fix: 'create_home' },
      { error_code: 'home_missing' },
    );
    expect(findingsOf([noHome, launcher]).map(({ check }) => check.name)).toEqual(['agent_a_home_exists']);
  });

  it('is said once of what many checks need', () => {
    const tmux = [
      failed('tmux_available', { hint: 'Install it.', fix: 'install_tmux' }),
      failed('tmux_version', { hint: 'Update it.', fix: 'update_tmux' }),
    ];
    const codex = [
      failed('codex_available', { hint: 'Install it.', fix: 'install_codex' }),
      failed('agent_a_runner_executable', { hint: 'No.' }, { error_code: 'codex_missing' }),
      failed('mcp_registered', { hint: 'No.' }, { registered: false, reason: 'codex_missing' }),
    ];
    const unsafe = { error_code: 'state_directory_unsafe' };
    const state = [
      failed('agent_a_socket_path', { hint: 'No.', fix: 'repair_state_directory' }, unsafe),
      failed('state_directory_safe', { hint: 'No.', fix: 'repair_state_directory' }, unsafe),
    ];
    const names = findingsOf([...tmux, ...codex, ...state]).map(({ check }) => check.name);
    expect(names).toEqual(['tmux_available', 'codex_available', 'state_directory_safe']);
  });

  it('belongs to the Agentin with the longest id that fits', () => {
    expect(subjectOf('agent_a_b_control', ['a', 'a_b'])).toEqual({
      group: { kind: 'agent', agentId: 'a_b' },
      topic: 'control',
    });
  });
});
