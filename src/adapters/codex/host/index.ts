import { stat } from 'node:fs/promises';
import type { AgentSpec } from '../../../core/config.ts';
import type { Random } from '../../../core/ids.ts';
import type { CheckedLauncher, Clock, CodexHost } from '../../../core/ports.ts';
import type { CommandRunner } from '../../run.ts';
import { canonicalRoot } from '../../store/directories.ts';
import { appServersOn } from './appServers.ts';
import { hasSessionFile, sessionFile } from './conversations.ts';
import { agentEnvironment, type Environment } from './environment.ts';
import { LauncherFeatures } from './features.ts';
import { lastWorkIn } from './lastWork.ts';
import { checkHome, findLauncher } from './launcher.ts';
import { ProbeMemory } from './probeMemory.ts';
import { codexProcesses, type CodexProcess } from './processes.ts';
import { readProjectTrust } from './projectTrust.ts';
import { SocketFolder } from './socketFolder.ts';
import { awaitEnd, clearStaleSocket } from './sockets.ts';

export interface CodexHostOptions {
  /** The environment of this process; Agentinnen get the usual part of it. */
  readonly env: Environment;
  /** The state root, see `stateRoots`. */
  readonly stateRoot: string;
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly random: Random;
  /** Where the system shows its processes. */
  readonly procRoot?: string;
}

/** Launchers, processes, environment and sockets of Codex on this machine. */
export function createCodexHost(options: CodexHostOptions): CodexHost {
  return new LocalCodexHost(options);
}

class LocalCodexHost implements CodexHost {
  readonly #env: Environment;
  readonly #clock: Clock;
  readonly #procRoot: string | undefined;
  readonly #features: LauncherFeatures;
  readonly #sockets: SocketFolder;
  #scan: Promise<readonly CodexProcess[] | null> | null = null;

  constructor({ env, stateRoot, runner, clock, random, procRoot }: CodexHostOptions) {
    const nonce = (): string => random.hex(8);
    this.#env = env;
    this.#clock = clock;
    this.#procRoot = procRoot;
    this.#features = new LauncherFeatures(runner, new ProbeMemory(canonicalRoot(stateRoot), nonce));
    this.#sockets = new SocketFolder(stateRoot, env, nonce);
  }

  async checkLauncher(agent: AgentSpec): Promise<CheckedLauncher> {
    await checkHome(agent);
    const file = await findLauncher(agent, this.#env);
    const features = await this.#features.of({ file, env: this.environment(agent, []), cwd: agent.home });
    return { argv: [file], ...features };
  }

  async externalProcesses(home: string): Promise<{ readonly all: number; readonly external: number } | null> {
    const processes = await this.#processes();
    if (processes === null) return null;
    const directory = await stat(home).catch(() => null);
    const users = processes.filter(
      (process) => process.home.dev === directory?.dev && process.home.ino === directory.ino,
    );
    return { all: users.length, external: users.filter((process) => !process.managed).length };
  }

  /** One look serves all who ask while it goes on. */
  #processes(): Promise<readonly CodexProcess[] | null> {
    this.#scan ??= codexProcesses(this.#procRoot).finally(() => {
      this.#scan = null;
    });
    return this.#scan;
  }

  environment(agent: AgentSpec, passEnv: readonly string[]): Readonly<Record<string, string>> {
    return agentEnvironment(this.#env, agent, passEnv);
  }

  socketPath(agent: AgentSpec): string {
    return this.#sockets.pathFor(agent.id);
  }

  clearStaleSocket(socketPath: string): Promise<void> {
    return clearStaleSocket(socketPath);
  }

  awaitServerEnd(agent: AgentSpec): Promise<void> {
    const path = this.socketPath(agent);
    return awaitEnd(path, this.#clock, (name) => {
      for (const pid of appServersOn(path, this.#procRoot)) sendSignal(pid, name);
    });
  }

  hasConversation(agent: AgentSpec, threadId: string): Promise<boolean> {
    return hasSessionFile(agent.home, threadId);
  }

  projectTrust(home: string): Promise<ReadonlyMap<string, boolean>> {
    return readProjectTrust(home);
  }

  async lastWorkAtMs(agent: AgentSpec, threadId: string): Promise<number | null> {
    const file = await sessionFile(agent.home, threadId);
    return file === null ? null : lastWorkIn(file);
  }
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime.
  }
}
