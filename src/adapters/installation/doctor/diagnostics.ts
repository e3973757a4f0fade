import path from 'node:path';
import { reportOf, type Check, type DoctorReport } from '../../../core/diagnostics/check.ts';
import {
  judgeNamespace,
  type Diagnostics,
  type Inquiry,
  type NamespaceParts,
  type NamespaceStatus,
  type PluginStatus,
} from '../../../core/diagnostics/diagnostics.ts';
import { summarizeProcesses } from '../../../core/diagnostics/processes.ts';
import type { ReleaseStatus } from '../../../core/diagnostics/release.ts';
import { FleetError } from '../../../core/errors.ts';
import type { ConfigSource } from '../../../core/fleet/context.ts';
import type { CodexHost, FleetStore, Multiplexer } from '../../../core/ports.ts';
import { codexProcesses } from '../../codex/host/processes.ts';
import type { CommandRunner } from '../../run.ts';
import { homeContext } from '../homeContext.ts';
import type { Environment } from '../places.ts';
import { appBridgeStatus } from '../plugin/appBridge.ts';
import { pluginCacheStatus } from '../plugin/pluginCache.ts';
import { PLUGIN_MANIFEST, readPluginManifest } from '../plugin/pluginManifest.ts';
import { agentChecks, type FleetFacts } from './doctorAgent.ts';
import {
  codexCheck,
  fleetFileCheck,
  gitCheck,
  nodeCheck,
  nodePtyCheck,
  rawLogCheck,
  stateDirectoryCheck,
  tmuxChecks,
  watchdogCheck,
} from './doctorMachine.ts';
import {
  homeCheck,
  linkCheck,
  registrationChecks,
  sameFleetCheck,
  selfTestCheck,
  worktreeCheck,
  wrapperChecks,
} from './doctorMasterjet.ts';
import { fileState, sourceWorktreeState } from './linkState.ts';
import { MasterjetFacts } from './masterjetFacts.ts';
import { scanProcesses } from './processScan.ts';
import type { Programs } from './programs.ts';
import { releaseStatus } from './releaseStatus.ts';

export interface DiagnosticsOptions {
  readonly env: Environment;
  readonly runner: CommandRunner;
  readonly configSource: Pick<ConfigSource, 'current' | 'problem'>;
  readonly codexHost: Pick<CodexHost, 'checkLauncher' | 'socketPath'>;
  readonly multiplexer: Pick<Multiplexer, 'sessions'>;
  readonly store: Pick<FleetStore, 'ensure' | 'readLease' | 'readMeta'>;
  /** The state root, see `stateRoots`. */
  readonly stateRoot: string;
  /** Where the system shows its processes. */
  readonly procRoot?: string;
}

/** A tool that every Masterjet of this contract has, and no other server. */
const REQUIRED_TOOL = 'master_app_bridge_status';

/** Diagnoses of this machine. Reads nothing until it is asked. */
export function createDiagnostics(options: DiagnosticsOptions): Diagnostics {
  const local = new LocalDiagnostics(options);
  return {
    doctor: async (inquiry) => local.doctor(inquiry),
    pluginStatus: async (inquiry) => local.pluginStatus(inquiry),
    namespaceStatus: async (inquiry) => local.namespaceStatus(inquiry),
    releaseStatus: async (directory, inquiry) => local.releaseStatus(directory, inquiry),
  };
}

class LocalDiagnostics implements Diagnostics {
  readonly #options: DiagnosticsOptions;
  readonly #procRoot: string;

  constructor(options: DiagnosticsOptions) {
    this.#options = options;
    this.#procRoot = options.procRoot ?? '/proc';
  }

  async doctor(inquiry: Inquiry): Promise<DoctorReport> {
    const programs = this.#programs(inquiry);
    const facts = await MasterjetFacts.gather(programs);
    const [machine, masterjet, agents, client] = await Promise.all([
      this.#machine(programs, facts),
      this.#masterjet(programs, facts, inquiry),
      this.#agents(inquiry),
      this.#client(facts, inquiry),
    ]);
    refuseIfAborted(inquiry);
    const { contract, ours } = machine;
    const fleet = sameFleetCheck(facts.otherFleetVariables);
    return reportOf([...contract, ...masterjet, ...agents, ...client, fleet, ...ours]);
  }

  async pluginStatus(inquiry: Inquiry): Promise<PluginStatus> {
    const programs = this.#programs(inquiry);
    const facts = await MasterjetFacts.gather(programs);
    const { pluginSource, packageRoot } = facts.places;
    const inPlugin = async (...parts: string[]) => fileState(path.join(pluginSource, ...parts));
    const [parts, bridge, manifest, worktree, files] = await Promise.all([
      this.#parts(facts, inquiry),
      appBridgeStatus(pluginSource),
      readPluginManifest(pluginSource),
      sourceWorktreeState(programs, facts.link, packageRoot),
      Promise.all([
        inPlugin(PLUGIN_MANIFEST),
        inPlugin('.mcp.json'),
        inPlugin('.app.json'),
        inPlugin('skills', 'codex-master', 'SKILL.md'),
      ]),
    ]);
    refuseIfAborted(inquiry);
    const judged = [parts.mcp_registration, parts.startup_self_test, parts.plugin_cache, parts.client_config];
    return {
      ok: [bridge, ...judged].every(({ ok }) => ok),
      repo: 'not_returned',
      repo_state: 'configured',
      plugin_manifest: files[0],
      plugin_manifest_version: manifest.report,
      mcp_manifest: files[1],
      app_manifest: files[2],
      skill: files[3],
      app_bridge: bridge,
      installed_source_worktree_state: worktree,
      ...parts,
    };
  }

  async namespaceStatus(inquiry: Inquiry): Promise<NamespaceStatus> {
    const facts = await MasterjetFacts.gather(this.#programs(inquiry));
    const [parts, tools, seen] = await Promise.all([
      this.#parts(facts, inquiry),
      facts.selfTest(REQUIRED_TOOL),
      scanProcesses({
        env: this.#options.env,
        agents: this.#options.configSource.current().agents,
        pid: process.pid,
        procRoot: this.#procRoot,
      }),
    ]);
    refuseIfAborted(inquiry);
    return judgeNamespace({
      ...parts,
      tools_list_self_test: tools,
      running_process_summary: summarizeProcesses(seen),
    });
  }

  async releaseStatus(directory: string, inquiry: Inquiry): Promise<ReleaseStatus> {
    inquiry.onProgress?.('Asking git, and GitHub if its command is there.');
    const status = await releaseStatus(this.#programs(inquiry), directory);
    refuseIfAborted(inquiry);
    return status;
  }

  #programs({ signal }: Inquiry): Programs {
    return { runner: this.#options.runner, env: this.#options.env, signal };
  }

  async #parts(facts: MasterjetFacts, { onProgress }: Inquiry): Promise<NamespaceParts> {
    onProgress?.('Starting the Masterjet to test it, and asking Codex for its registration.');
    const { codexHome, pluginSource } = facts.places;
    const [registration, test, cache] = await Promise.all([
      facts.registration(),
      facts.selfTest(null),
      pluginCacheStatus(codexHome, pluginSource),
    ]);
    return {
      mcp_registration: registration,
      startup_self_test: test,
      plugin_cache: cache,
      client_config: facts.clientConfig,
      codex_home_context: this.#home(),
    };
  }

  #home(): NamespaceParts['codex_home_context'] {
    return homeContext(this.#options.env, this.#options.configSource.current().agents);
  }

  /** What the contract asks first, and what we ask at the end. */
  async #machine(
    programs: Programs,
    facts: MasterjetFacts,
  ): Promise<{ readonly contract: readonly Check[]; readonly ours: readonly Check[] }> {
    const { configSource, store } = this.#options;
    const [tmux, codex, git, pty, state] = await Promise.all([
      tmuxChecks(programs),
      codexCheck(programs),
      gitCheck(programs),
      nodePtyCheck(facts.places.programs),
      stateDirectoryCheck(store),
    ]);
    const watchdog = watchdogCheck(configSource.current().watchdog);
    const fleetFile = fleetFileCheck(configSource.problem(), configSource.current().agents.length);
    return {
      contract: [tmux.available, codex],
      ours: [tmux.version, git, nodeCheck(process.versions), pty, state, fleetFile, watchdog],
    };
  }

  async #masterjet(
    programs: Programs,
    facts: MasterjetFacts,
    { onProgress }: Inquiry,
  ): Promise<readonly Check[]> {
    onProgress?.('Starting the Masterjet to test it.');
    const [wrapper, worktree, test] = await Promise.all([
      wrapperChecks(facts.places.wrapper),
      sourceWorktreeState(programs, facts.link, facts.places.packageRoot),
      facts.selfTest(null),
    ]);
    return [
      ...wrapper,
      linkCheck(facts.link, facts.clientConfig),
      worktreeCheck(worktree),
      selfTestCheck(test),
    ];
  }

  async #agents({ onProgress }: Inquiry): Promise<readonly Check[]> {
    onProgress?.('Looking at the Agentinnen, their launchers and homes.');
    const { configSource, multiplexer } = this.#options;
    const [sessions, processes] = await Promise.all([
      multiplexer.sessions().catch(() => null),
      codexProcesses(this.#procRoot),
    ]);
    const facts: FleetFacts = { sessions, processes, procRoot: this.#procRoot };
    const agents = configSource.current().agents;
    const checks = await Promise.all(agents.map(async (agent) => agentChecks(agent, this.#options, facts)));
    return checks.flat();
  }

  async #client(facts: MasterjetFacts, { onProgress }: Inquiry): Promise<readonly Check[]> {
    onProgress?.('Asking Codex for its registration.');
    const [registration, rawLogs] = await Promise.all([
      facts.registration(),
      rawLogCheck(this.#options.stateRoot, this.#options.configSource.current().limits.rawLogs),
    ]);
    return [...registrationChecks(registration, facts.clientConfig), homeCheck(this.#home()), rawLogs];
  }
}

/** Programs that were ended early said nothing that could be believed. */
function refuseIfAborted({ signal }: Inquiry): void {
  if (signal?.aborted === true) throw new FleetError('cancelled', 'The diagnosis was cancelled.');
}
