import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../../../src/extension/commands.ts';
import type { CommandHandlers, CommandName } from '../../../../src/extension/commands.ts';
import { findNewcomer } from '../../../../src/extension/setup/newcomer.ts';
import { Notices, tellWelcome } from '../../../../src/extension/fleet/notices.ts';
import { withTrust } from '../../../../src/extension/trust.ts';
import { createAgentsTree } from '../../../../src/extension/views/agents/agentsTree.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import { START_MS } from '../../fakes/fleet/fakeAgents.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { renderTree, ui } from '../../fakes/vscode/index.ts';
import { serviceOver } from '../support.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

const late = vi.hoisted(() => {
  // Another test file may have loaded in this process what is replaced here, and the next one wants it as it is.
  vi.resetModules();
  return { isLoaded: false };
});
afterAll(() => vi.resetModules());
vi.mock('../../../../src/extension/loading/lateParts.ts', async (original) => {
  late.isLoaded = true;
  return original();
});

let home: string;

beforeEach(async () => {
  ui.reset();
  home = await mkdtemp(path.join(tmpdir(), 'first-steps-'));
});

afterEach(async () => clearFolder(home));

describe('a newcomer', () => {
  const agents = (): readonly { readonly home: string }[] => [{ home: path.join(home, '.codex-agent-a') }];
  const isNew = async (kind: 'own' | 'demo' = 'own', more: Record<string, string> = {}): Promise<boolean> =>
    findNewcomer({ kind, environment: async () => Promise.resolve({ HOME: home, ...more }) }, async () =>
      Promise.resolve(path.join(home, '.config/codex-master/fleet.json')),
    )(agents());

  it('has neither a fleet file nor a home of an Agentin', async () => {
    expect(await isNew()).toBe(true);
    expect(await isNew('demo')).toBe(false);
    expect(await isNew('own', { CODEX_MASTER_FLEET: '/somewhere/fleet.json' })).toBe(false);
  });

  it('is told from others without what rows do not need', async () => {
    const environment = async () => Promise.resolve({ HOME: home });
    expect(await findNewcomer({ kind: 'own', environment })(agents())).toBe(true);
    expect(late.isLoaded).toBe(false);
  });

  it('is not looked for in the demo, whose world may be about to end', async () => {
    const environment = async () => Promise.reject(new Error('The demo was left.'));
    expect(await findNewcomer({ kind: 'demo', environment })(agents())).toBe(false);
  });

  it('is none any more with either', async () => {
    await mkdir(path.join(home, '.codex-agent-a'));
    expect(await isNew()).toBe(false);
    await rm(path.join(home, '.codex-agent-a'), { recursive: true });
    await mkdir(path.join(home, '.config/codex-master'), { recursive: true });
    await writeFile(path.join(home, '.config/codex-master/fleet.json'), '{}');
    expect(await isNew()).toBe(false);
  });

  it('sees the welcome in an empty tree, which knows what is missing, and Agentinnen after the first step', async () => {
    let answer = true;
    const fleet = new FakeFleet();
    const service = await serviceOver(fleet);
    const notices = new Notices(
      service,
      async () => Promise.resolve(null),
      undefined,
      async () => Promise.resolve(answer),
    );
    tellWelcome(notices);
    const tree = createAgentsTree(service, notices, () => START_MS);
    await notices.check();
    expect(renderTree(tree)).toBe('');
    expect(ui.executed.map(({ args }) => args.join(' '))).toEqual([
      'codexMaster.newcomer true',
      'codexMaster.codexMissing false',
      'codexMaster.tmuxMissing true',
    ]);
    answer = false;
    await notices.check();
    expect(renderTree(tree)).toMatch(/tmux is missing[^]*Mila/);
  });

  it('is told of a broken fleet file all the same', async () => {
    const fleet = new FakeFleet();
    fleet.configProblem = new FleetError('config_invalid', 'line 3: no');
    const service = await serviceOver(fleet);
    const notices = new Notices(
      service,
      async () => Promise.resolve('/bin/x'),
      undefined,
      async () => Promise.resolve(true),
    );
    await notices.check();
    expect(renderTree(createAgentsTree(service, notices, () => START_MS))).toContain('line 3: no');
  });
});

describe('Restricted Mode', () => {
  const ran: string[] = [];
  const handlers = Object.fromEntries(
    (Object.keys(COMMANDS) as CommandName[]).map((name) => [
      name,
      async () => Promise.resolve(void ran.push(name)),
    ]),
  ) as CommandHandlers;
  const manifest = {
    contributes: {
      commands: [{ command: COMMANDS.send, enablement: 'isWorkspaceTrusted && codexMaster.running' }],
    },
  };

  beforeEach(() => {
    ran.length = 0;
    ui.isTrusted = false;
  });

  it('refuses what changes something, from wherever it is called, and offers the way out', async () => {
    const guarded = withTrust(handlers, manifest);
    ui.buttons.push('Manage Workspace Trust');
    await guarded.start();
    await guarded.send();
    expect(ran).toEqual([]);
    expect(ui.shown[0]).toContain('warning: This workspace is in Restricted Mode');
    expect(ui.executed).toEqual([{ id: 'workbench.trust.manage', args: [] }]);
  });

  it('is told who clicks on a row, too: what VS Code itself forbids happens without a word', async () => {
    const guarded = withTrust(handlers, manifest);
    await guarded.openFleetFile();
    await guarded.installMissing();
    await guarded.answerQuestion();
    expect(ran).toEqual([]);
    expect(ui.shown).toHaveLength(3);
  });

  it('lets a person look, and do everything once she trusts it', async () => {
    const guarded = withTrust(handlers, manifest);
    await guarded.showAgent();
    ui.isTrusted = true;
    await guarded.start();
    expect(ran).toEqual(['showAgent', 'start']);
  });
});
