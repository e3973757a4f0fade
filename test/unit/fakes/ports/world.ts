import type { AgentEvent, TerminalSighting } from '../../../../src/core/agent/agent.ts';
import { DEFAULT_LIMITS, type FleetConfig } from '../../../../src/core/config.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import type { FleetDeps } from '../../../../src/core/fleet/context.ts';
import { FleetManager } from '../../../../src/core/fleet/fleet.ts';
import type { Holder } from '../../../../src/core/lease.ts';
import { Emitter } from '../../../../src/core/lifecycle.ts';
import type { CheckedLauncher } from '../../../../src/core/ports.ts';
import type { SkillInventory } from '../../../../src/core/skills.ts';
import { DEFAULT_WATCHDOG } from '../../../../src/core/watchdog/watchdogTimers.ts';
import type { WorktreeOrigin } from '../../../../src/core/worktrees/repositories.ts';
import { FakeClock } from './fakeClock.ts';
import { FakeConnector } from './fakeCodex.ts';
import { fakeInstallation } from '../fleet/fakeInstallation.ts';
import { fakeRepositories } from '../fleet/fakeRepositories.ts';
import { inventoryOf } from '../fleet/fakeSkills.ts';
import { FakeStore } from './fakeStore.ts';
import { FakeTmux } from './fakeTmux.ts';

export const PERSON: Holder = { owner: 'person', kind: 'person' };
export const LEAD: Holder = { owner: 'lead', kind: 'lead' };

export function fleetConfig(change: Partial<FleetConfig> = {}): FleetConfig {
  const agent = (id: string, name: string): FleetConfig['agents'][number] => ({
    id,
    name,
    home: `/homes/${id}`,
    runner: null,
    session: `codex_agent_${id}_mcp`,
    cwd: null,
  });
  return {
    agents: [agent('a', 'Mila'), agent('b', 'Nora')],
    models: { default: { model: null, effort: null }, write: { model: null, effort: null } },
    launch: { policy: 'guarded', search: false, extraArgs: [], passEnv: [] },
    tmux: { socketName: 'codex-master' },
    limits: DEFAULT_LIMITS,
    watchdog: DEFAULT_WATCHDOG,
    repositories: [],
    ...change,
  };
}

/** A whole world for a fleet: everything outside of the core, in memory. */
export class World {
  readonly clock = new FakeClock();
  readonly tmux = new FakeTmux();
  readonly store = new FakeStore();
  readonly codex = new FakeConnector();
  readonly configChanged = new Emitter<void>();
  readonly sightings = new Emitter<AgentEvent>();
  readonly prepared: string[] = [];
  readonly existing = new Set<string>(['/repo', '/repo/docs', '/repo/src']);
  /** Ids of processes that are over. */
  readonly gone = new Set<number>();
  readonly conversations = new Set<string>();
  /** The skills of every home. */
  skills: SkillInventory = inventoryOf();
  config = fleetConfig();
  repositories = fakeRepositories({
    origin: async (folder) => Promise.resolve(this.origins.get(folder) ?? null),
  });
  launcher: CheckedLauncher = {
    argv: ['/bin/codex'],
    version: '0.169.0',
    appServer: true,
    why: null,
    noDaemon: true,
  };
  /** What her screen is read as. */
  shown: TerminalSighting | null = null;
  launcherProblem: FleetError | null = null;
  externalProcesses = 0;
  /** When the processes below a process began. */
  below: (pid: number) => readonly number[] | null = () => [];
  sessionFileWorkAtMs: number | null = null;
  #hex = 0;

  fleet(): FleetManager {
    return FleetManager.create(this.deps());
  }

  deps(): FleetDeps {
    return {
      clock: this.clock,
      random: { hex: (bytes) => String((this.#hex += 1)).padStart(bytes * 2, '0') },
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      configSource: {
        current: () => this.config,
        problem: () => null,
        onDidChange: this.configChanged.event,
        watch: () => ({ dispose() {} }),
      },
      store: this.store,
      multiplexer: this.tmux,
      codexHost: this.#host(),
      connector: this.codex,
      terminalWatchers: {
        watch: () => ({ onEvent: this.sightings.event, look: async () => Promise.resolve(), dispose() {} }),
      },
      processTable: { startsBelow: async (pid) => Promise.resolve(this.below(pid)) },
      workspace: this.#workspace(),
      skillShelf: { inventory: async () => Promise.resolve(this.skills) },
      installation: fakeInstallation(),
      isGone: ({ pid }) => this.gone.has(pid),
      repositories: this.repositories,
      ownProcess: () => ({ pid: 1, started: '0', boot: 'boot', host: 'host', space: 'space' }),
      plainText: (raw) => raw,
      readScreen: () => this.shown,
      defaultCwd: '/repo',
    };
  }

  /** What a person told the homes' Codex of folders, and where worktrees of ours come from, by folder. */
  readonly projectTrust = new Map<string, boolean>();
  readonly origins = new Map<string, WorktreeOrigin>();
  /** Where links lead that stand at an absolute path. */
  readonly links = new Map<string, string>();
  /** Runs when write paths are about to be made. */
  whenPreparing: () => void = () => {};

  #host(): FleetDeps['codexHost'] {
    return {
      checkLauncher: async () => {
        if (this.launcherProblem !== null) throw this.launcherProblem;
        return Promise.resolve(this.launcher);
      },
      externalProcesses: async () =>
        Promise.resolve({ all: this.externalProcesses, external: this.externalProcesses }),
      environment: (agent) => ({ CODEX_HOME: agent.home }),
      socketPath: (agent) => `/run/${agent.id}.sock`,
      clearStaleSocket: async () => Promise.resolve(),
      awaitServerEnd: async () => Promise.resolve(),
      hasConversation: async (_agent, threadId) => Promise.resolve(this.conversations.has(threadId)),
      projectTrust: async () => Promise.resolve(this.projectTrust),
      lastWorkAtMs: async () => Promise.resolve(this.sessionFileWorkAtMs),
    };
  }

  #workspace(): FleetDeps['workspace'] {
    return {
      resolveDirectory: async (cwd) => {
        if (this.existing.has(cwd)) return Promise.resolve(cwd);
        throw new FleetError('cwd_not_a_directory', 'The directory does not exist.');
      },
      resolvePath: async (base, path) => {
        const named = path.startsWith('/') ? path : new URL(path, `file://${base}/`).pathname;
        const absolute = named.replace(/(?<=.)\/$/, '');
        return Promise.resolve(this.links.get(absolute) ?? absolute);
      },
      missingAmong: async (paths) => Promise.resolve(paths.filter((path) => !this.existing.has(path))),
      preparePaths: async (paths) => {
        this.whenPreparing();
        const made = paths.filter((path) => !this.existing.has(path));
        this.prepared.push(...made);
        return Promise.resolve(made);
      },
      filesAmong: async (paths) => Promise.resolve(paths.filter((path) => /\.\w+$/.test(path))),
      removeUntouched: async (paths) => {
        for (const path of paths) {
          if (this.prepared.includes(path)) this.prepared.splice(this.prepared.indexOf(path), 1);
        }
        return Promise.resolve();
      },
    };
  }
}
