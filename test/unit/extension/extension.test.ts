import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../../src/extension/commands.ts';
import { activate } from '../../../src/extension/extension.ts';
import type { ExtensionApi } from '../../../src/extension/api.ts';
import { FleetError } from '../../../src/core/errors.ts';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { contextOf } from '../fakes/vscode/context.ts';
import { ExtensionMode, lm, renderTree, ui } from '../fakes/vscode/index.ts';
import { reachable } from './reachable.ts';
import { commandItem, person } from './support.ts';

const parts = vi.hoisted((): { fleet: unknown; failure?: Error; openedSockets: number; sockets: number } => {
  // Another test file may have loaded in this process what is replaced here, and the next one wants it as it is.
  vi.resetModules();
  return { fleet: null, openedSockets: 0, sockets: 0 };
});
afterAll(() => vi.resetModules());

vi.mock('../../../src/adapters/nodeFleet.ts', () => ({
  createNodeFleet: async () => {
    if (parts.failure !== undefined) throw parts.failure;
    return Promise.resolve(parts.fleet);
  },
}));

vi.mock('../../../src/mcp/window.ts', () => ({
  serveWindow: async () => {
    parts.openedSockets += 1;
    parts.sockets += 1;
    return Promise.resolve({ dispose: () => (parts.sockets -= 1) });
  },
}));

/** The parts that come late are loaded meanwhile, which takes its time on a busy machine. */
const PATIENCE_MS = 15_000;

interface Activated {
  readonly api: ExtensionApi | undefined;
  readonly deactivate: () => void;
}

const memory = new Map<string, unknown>();

function activateIn(mode: number): Activated {
  const context = contextOf(memory, mode);
  const api = activate(context as never);
  return { api, deactivate: () => context.subscriptions.forEach((one) => one.dispose()) };
}

let fleet = new FakeFleet();
let active: Activated;

async function open(mode: number = ExtensionMode.Test): Promise<void> {
  active = activateIn(mode);
  await vi.waitFor(
    () =>
      expect(ui.executed).toContainEqual(
        expect.objectContaining({ args: ['codexMaster.fleet', expect.not.stringMatching('loading')] }),
      ),
    { timeout: PATIENCE_MS, interval: 2 },
  );
}

// What comes late is a whole tree of modules, which the window has as one file each.
beforeAll(async () => {
  await import('../../../src/extension/loading/fleetPart.ts');
  await import('../../../src/extension/loading/lateParts.ts');
});

beforeEach(() => {
  ui.reset();
  memory.clear();
  // The fake fleet has a file, so that it is somebody's.
  vi.stubEnv('CODEX_MASTER_FLEET', '/fleet.json');
  fleet = new FakeFleet();
  Object.assign(parts, { fleet, failure: undefined, sockets: 0, openedSockets: 0 });
});

afterEach(() => active.deactivate());
afterEach(() => void vi.useRealTimers());

describe('activation', () => {
  it('returns before anything is built, and registers every command', async () => {
    active = activateIn(ExtensionMode.Test);
    expect([...ui.commands.keys()].toSorted()).toEqual(Object.values(COMMANDS).toSorted());
    expect(renderTree(active.api!.agents)).toBe('');
    expect(ui.trees.get('codexMaster.agents')?.message).toBe('Looking for your Agentinnen…');
    await active.api?.fleet();
    expect(renderTree(active.api!.agents)).toContain('Mila  stopped');
  });

  it('keeps the Agentinnen alive and opens the control socket while the window runs', async () => {
    await open();
    await vi.waitFor(() => expect(parts.sockets).toBe(1), PATIENCE_MS);
    expect(fleet.supervisors).toBe(1);
    active.deactivate();
    expect([parts.sockets, fleet.supervisors]).toEqual([0, 0]);
    expect([fleet.isDisposed, fleet.hasListeners]).toEqual([true, false]);
    expect(ui.commands.size).toBe(0);
  });

  it('does not switch off and on what can be done with who ran before, while it looks', async () => {
    memory.set('agents.own', [{ id: 'a', name: 'Mila', state: 'idle' }]);
    await fleet.start('a', { cwd: '/repo', prompt: null }, person);
    fleet.happens('a', { type: 'session', session: { kind: 'unknown' } });
    await open();
    await fleet.start('a', { cwd: '/repo', prompt: null }, person);
    const told = ui.executed
      .filter(({ args }) => args[0] === 'codexMaster.running')
      .map(({ args }) => args[1]);
    expect(told).toEqual([true]);
  });

  it('hands nothing to other extensions when it is installed', async () => {
    await open(ExtensionMode.Production);
    expect(active.api).toBeUndefined();
  });

  it('says in the tree why there is no fleet, and tries again when asked', async () => {
    parts.failure = new FleetError('state_directory_unsafe', 'The state directory is a link.');
    await open();
    expect(renderTree(active.api!.agents)).toContain(
      'The fleet has a problem  The state directory is a link.',
    );
    delete parts.failure;
    await ui.commands.get('codexMaster.refresh')?.();
    expect(renderTree(active.api!.agents)).toContain('Mila  stopped');
    expect(fleet.supervisors).toBe(1);
    await vi.waitFor(() => expect(parts.sockets).toBe(1), PATIENCE_MS);
  });

  it('only looks while the workspace is not trusted', async () => {
    ui.isTrusted = false;
    await open();
    await vi.waitFor(() => expect(fleet.calls).toEqual(['status a', 'status b']), PATIENCE_MS);
    expect([fleet.supervisors, parts.openedSockets]).toEqual([0, 0]);
    const chat = ui.providers.get('codexMaster.masterjet') as {
      provideMcpServerDefinitions(): Promise<readonly unknown[]>;
    };
    expect(await chat.provideMcpServerDefinitions()).toEqual([]);
    ui.isTrusted = true;
    expect(await chat.provideMcpServerDefinitions()).toHaveLength(1);
    ui.trust.fire(undefined);
    await vi.waitFor(() => expect([fleet.supervisors, parts.openedSockets]).toEqual([1, 1]), PATIENCE_MS);
  });

  it('gets along with an editor that knows no MCP servers', async () => {
    const register = lm.registerMcpServerDefinitionProvider;
    delete lm.registerMcpServerDefinitionProvider;
    await open();
    expect(ui.providers.has('codexMaster.masterjet')).toBe(false);
    lm.registerMcpServerDefinitionProvider = register!;
  });
});

describe('the demo fleet', () => {
  it('that another window ended is not shown again', async () => {
    memory.set('codexMaster.demo', true);
    await open();
    await vi.waitFor(() => expect(memory.get('codexMaster.demo')).toBeUndefined());
    await vi.waitFor(() => expect(renderTree(active.api!.agents)).toContain('Mila  stopped'));
    expect(renderTree(active.api!.agents)).not.toContain('Demo fleet');
    expect(ui.executed).toContainEqual({ id: 'setContext', args: ['codexMaster.demo', false] });
  });
});

describe('a window that comes back', () => {
  it('shows at once who the Agentinnen are, before the fleet is there and anybody answered', () => {
    memory.set('agents.own', [
      { id: 'a', name: 'Mila', state: 'idle' },
      { id: 'b', name: 'Nora', state: 'working' },
    ]);
    parts.fleet = new Promise(() => {});
    active = activateIn(ExtensionMode.Test);
    const rows = renderTree(active.api!.agents, { withContext: true });
    expect(rows.split('\n')).toEqual([
      'Nora  checking… · before: working  {agent state-checking}',
      'Mila  checking… · before: idle  {agent state-checking}',
    ]);
    // Nothing is said of what is not known: no message above the rows, and nobody at work in the status bar.
    expect(ui.trees.get('codexMaster.agents')?.messages ?? []).toEqual([]);
    expect(ui.statusBar[0]?.isShown).toBe(false);
  });
});

it('tells VS Code the rows of before, and loads the fleet then: that keeps a window waiting', async () => {
  memory
    .set('visible.codexMaster.agents', true)
    .set('agents.own', [{ id: 'a', name: 'Mila', state: 'idle' }]);
  vi.useFakeTimers();
  active = activateIn(ExtensionMode.Test);
  // The fleet's own moment of rest is of real time.
  await delay(50);
  const rows = renderTree(active.api!.agents);
  expect([fleet.hasListeners, rows]).toEqual([false, 'Mila  checking… · before: idle']);
  await vi.waitFor(() => expect(fleet.hasListeners).toBe(true));
});

describe('the assignments of a window that comes back', () => {
  const isRead = (): boolean => fleet.calls.includes('assignments null');

  it('are read before VS Code asks for them, where a person looked at them before', async () => {
    memory.set('visible.codexMaster.assignments', true);
    await open();
    await vi.waitFor(() => expect(isRead()).toBe(true));
  });

  it('are left alone where nobody did', async () => {
    await open();
    await vi.waitFor(() => expect(ui.trees.get('codexMaster.agents')?.messages.at(-1)).toBe(''));
    expect(isRead()).toBe(false);
  });
});

describe('a change of an Agentin', () => {
  it('reaches tree, badge, status bar and context keys', async () => {
    ui.extensions.add('formulahendry.code-runner');
    await open();
    await fleet.start('a', { cwd: null, prompt: null }, person);
    expect(ui.statusBar[0]).toMatchObject({
      text: '$(organization) 0 working',
      command: 'codexMaster.agents.focus',
    });
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, person);
    await vi.waitFor(() => expect(ui.statusBar[0]?.text).toBe('$(organization) 1 working'));
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    await vi.waitFor(() =>
      expect(ui.statusBar[0]).toMatchObject({
        text: '$(organization) 1 needs you',
        command: 'codexMaster.nextNeedsMe',
        backgroundColor: { id: 'statusBarItem.warningBackground' },
      }),
    );
    expect(ui.trees.get('codexMaster.inbox')?.badge).toEqual({ value: 1, tooltip: '1 waiting for you' });
    expect(renderTree(active.api!.inbox)).toContain('Mila: npm install');
    const selection = active.api!.inbox.getChildren();
    ui.trees.get('codexMaster.inbox')?.selections.fire({ selection });
    ui.trees.get('codexMaster.inbox')?.selections.fire({ selection: [] });
    fleet.happens('a', { type: 'pendingResolved', key: 'turn-1/item-1' });
    await vi.waitFor(() => expect(ui.trees.get('codexMaster.inbox')?.badge).toBeUndefined());
    expect(ui.trees.get('codexMaster.agents')?.messages).toEqual(['Looking for your Agentinnen…', '']);
    const keys = ui.executed.filter(({ id }) => id === 'setContext').map(({ args }) => args.join(' '));
    const changing = keys.filter((key) => !/newcomer|Missing/u.test(key));
    expect(changing).toEqual([
      'codexMaster.demo false',
      'codexMaster.codeRunner true',
      'codexMaster.fleet loading',
      'codexMaster.running false',
      'codexMaster.checking true',
      'codexMaster.empty false',
      'codexMaster.needsMe false',
      'codexMaster.fleet ready',
      'codexMaster.checking false',
      'codexMaster.running true',
      'codexMaster.needsMe true',
      'codexMaster.decisionSelected true',
      'codexMaster.decisionSelected false',
      'codexMaster.needsMe false',
    ]);
  });

  it('is shown with all that happens within one frame', async () => {
    await open();
    await fleet.start('a', { cwd: null, prompt: null }, person);
    for (let key = 1; key <= 50; key += 1)
      fleet.happens('a', { type: 'pendingOpened', item: commandItem({ key: `t/${key}` }) });
    expect(ui.trees.get('codexMaster.inbox')?.badge?.value ?? 0).toBeLessThan(2);
    await vi.waitFor(() => expect(ui.trees.get('codexMaster.inbox')?.badge?.value).toBe(50));
  });

  it('is walked through with "the next that needs me", round and round', async () => {
    await open();
    await fleet.start('a', { cwd: null, prompt: null }, person);
    for (const key of ['t/1', 't/2'])
      fleet.happens('a', { type: 'pendingOpened', item: commandItem({ key }) });
    const next = ui.commands.get('codexMaster.nextNeedsMe');
    for (let step = 0; step < 3; step += 1) await next?.();
    const revealed = ui.trees.get('codexMaster.inbox')?.revealed as { id: string }[];
    expect(revealed.map((row) => row.id)).toEqual(['inbox/a/t/1', 'inbox/a/t/2', 'inbox/a/t/1']);
  });

  it('shows the empty inbox when nothing is left', async () => {
    await open();
    await ui.commands.get('codexMaster.nextNeedsMe')?.();
    expect(ui.executed).toContainEqual({ id: 'codexMaster.inbox.focus', args: [] });
  });
});

describe("VS Code's own chat", () => {
  it('gets the Masterjet as an MCP server', async () => {
    await open();
    const provider = ui.providers.get('codexMaster.masterjet') as {
      provideMcpServerDefinitions(): Promise<{ label: string; args: readonly string[] }[]>;
    };
    const [definition] = await provider.provideMcpServerDefinitions();
    expect([definition?.label, definition?.args]).toEqual(['Codex Master', ['/ext/dist/mcp.js']]);
  });
});

describe('what is opened and closed all day', () => {
  const TIMES = 100;
  /** The one that was looked at last may still be held by whatever keeps "the last one". */
  const MOST_HELD = 2;
  const row = { target: { agentId: 'a', itemKey: null, path: null } };

  it.each([
    ["an Agentin's page", COMMANDS.showAgent, [row]],
    ['the timeline', COMMANDS.showTimeline, []],
    ['the form', COMMANDS.newAssignment, [row]],
  ] as const)('leaves nothing behind: %s', async (_what, command, args) => {
    await open();
    const refs: WeakRef<object>[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      await (ui.commands.get(command)?.(...args) as Promise<void>);
      const panel = ui.panels.pop();
      if (panel === undefined) throw new Error('No page was opened.');
      panel.says({ type: 'ready' });
      refs.push(new WeakRef(panel));
      panel.dispose();
    }
    ui.executed.length = 0;
    expect(await reachable(refs, MOST_HELD)).toBeLessThanOrEqual(MOST_HELD);
  });

  it('leaves nothing behind: a fleet with its trees and all that follows it', async () => {
    const refs: WeakRef<object>[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      ui.reset();
      parts.fleet = new FakeFleet();
      refs.push(new WeakRef(parts.fleet as object));
      await open();
      active.deactivate();
    }
    ui.reset();
    parts.fleet = fleet;
    expect(await reachable(refs, MOST_HELD)).toBeLessThanOrEqual(MOST_HELD);
  });
});
