import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import type { Limits } from '../core/config.ts';
import type { FleetDeps } from '../core/fleet/context.ts';
import { FleetManager } from '../core/fleet/fleet.ts';
import type { PanelFleet } from '../core/panelFleet.ts';
import { DisposableStore } from '../core/lifecycle.ts';
import type { Logger } from '../core/ports.ts';
import { redact } from '../core/redaction/redact.ts';
import { systemClock } from './clock.ts';
import { createCodexConnector, createTerminalWatchers, readPane } from './codex/index.ts';
import { createCodexHost } from './codex/host/index.ts';
import { FleetConfigSource } from './config/index.ts';
import { createDiagnostics } from './installation/doctor/diagnostics.ts';
import { createInstallation } from './installation/index.ts';
import { createProcessTable } from './processTable.ts';
import { createRepositories } from './git/index.ts';
import { localRunner } from './run.ts';
import { createSkillShelf } from './skills/index.ts';
import { createStore } from './store/index.ts';
import { stateRoots } from './store/root.ts';
import { TmuxServers } from './tmux/servers.ts';
import { plainText } from './tmux/plainText.ts';
import { ProcessWitnesses } from './witness.ts';
import { createWorkspace } from './workspace.ts';

export interface NodeFleetOptions {
  /** The environment that names fleet file, state and sockets; the process' own unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where an Agentin starts when nobody names a directory. */
  readonly defaultCwd: string;
  readonly logger: Logger;
  /** Told to Codex as the version of its client. */
  readonly clientVersion: string;
  /** A person looks at it: what Agentinnen plan, change and say is kept in memory as well. False unless told. */
  readonly withContent?: boolean;
}

const random = { hex: (bytes: number): string => randomBytes(bytes).toString('hex') };

/**
 * The fleet on this machine: the one place where the core meets tmux, Codex, git and the disk. Starts nothing by
 * itself; `supervise()` does.
 */
export async function createNodeFleet(options: NodeFleetOptions): Promise<PanelFleet> {
  const { logger, defaultCwd, clientVersion, withContent = false } = options;
  const env = options.env ?? process.env;
  const clock = systemClock;
  const runner = localRunner;
  const owned = new DisposableStore();
  const configSource = owned.add(await FleetConfigSource.open(env, logger));
  const { root, legacyRoot } = stateRoots(env);
  const machine = { env, stateRoot: root, runner, clock, random };
  const workspace = createWorkspace(env['HOME']);
  const limits = (): Limits => configSource.current().limits;
  const store = owned.add(createStore({ root, legacyRoot, clock, random, redact, logger, limits }));
  const multiplexer = owned.add(
    new TmuxServers({
      ...{ configDir: root, runner, logger, env },
      socketName: () => configSource.current().tmux.socketName,
      onDidChangeConfig: configSource.onDidChange,
    }),
  );
  const codexHost = createCodexHost(machine);
  const witnesses = new ProcessWitnesses();
  const witnessed = { isGone: witnesses.isGone, ownProcess: () => witnesses.own() };
  const deps: FleetDeps = {
    clock,
    random,
    logger,
    configSource,
    store,
    multiplexer,
    codexHost,
    connector: createCodexConnector({ clock, logger, clientVersion, withContent }),
    terminalWatchers: createTerminalWatchers({ clock, logger }),
    processTable: createProcessTable(clock),
    skillShelf: owned.add(createSkillShelf(env['HOME'] ?? homedir())),
    ...witnessed,
    installation: {
      ...createInstallation({
        ...machine,
        agents: () => configSource.current().agents,
        ownNode: process.execPath,
      }),
      ...createDiagnostics({ env, stateRoot: root, runner, configSource, codexHost, multiplexer, store }),
    },
    workspace,
    repositories: owned.add(createRepositories({ ...machine, ...witnessed, configSource, workspace })),
    plainText,
    readScreen: (text, atMs) => readPane(text, atMs, new Date(atMs).getTimezoneOffset()),
    defaultCwd,
  };
  return FleetManager.create(deps, owned);
}
