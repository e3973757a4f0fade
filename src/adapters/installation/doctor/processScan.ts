import { readFileSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { AgentSpec } from '../../../core/config.ts';
import type { ProcessHomeKind, SeenProcess } from '../../../core/diagnostics/processes.ts';
import { directoryOf, isCodex, readEnvironment } from '../../codex/host/processes.ts';
import { lookThrough, parseStat } from '../../proc.ts';
import { defaultCodexHome } from '../homeContext.ts';
import type { Environment } from '../places.ts';
import { isMasterjet, MasterjetScripts } from './masterjetProcess.ts';

export interface ProcessScanOptions {
  readonly env: Environment;
  readonly agents: readonly Pick<AgentSpec, 'id' | 'home'>[];
  /** This process; it and what it started (a self-test) are not counted. */
  readonly pid: number;
  readonly procRoot?: string;
}

interface Found {
  readonly pid: number;
  readonly parent: number;
  readonly isLauncher: boolean;
  readonly seen: SeenProcess;
}

/**
 * The Codex processes of this machine and the Masterjets that serve. Variables are read to tell the homes apart;
 * nothing of them leaves this function. Empty where there is no /proc. Never rejects.
 */
export async function scanProcesses(options: ProcessScanOptions): Promise<readonly SeenProcess[]> {
  const { procRoot = '/proc', pid: own } = options;
  const look = new Look(options);
  const found = await lookThrough(procRoot, (pid) => look.at(path.join(procRoot, pid), Number(pid)));
  return withoutLaunchers(withoutTree(found ?? [], own)).map(({ seen }) => seen);
}

/** Without a process and all that comes of it: a self-test, and a Codex that is asked by way of npm's script. */
function withoutTree(found: readonly Found[], root: number): readonly Found[] {
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const { pid, parent } of found) if (tree.has(parent)) tree.add(pid);
  }
  return found.filter(({ pid }) => !tree.has(pid));
}

/** npm's Node script waits for the Codex that it started: the two are one. */
function withoutLaunchers(found: readonly Found[]): readonly Found[] {
  const parents = new Set(
    found.filter(({ seen }) => seen.kind === 'codex_client').map(({ parent }) => parent),
  );
  return found.filter(({ pid, isLauncher }) => !isLauncher || !parents.has(pid));
}

class Look {
  readonly #options: ProcessScanOptions;
  readonly #scripts = new MasterjetScripts();

  constructor(options: ProcessScanOptions) {
    this.#options = options;
  }

  /** Null for what is neither, and for what ended while it was looked at. */
  at(folder: string, pid: number): Found | null {
    try {
      const argv = readFileSync(path.join(folder, 'cmdline'), 'utf8').split('\0');
      if (argv.at(-1) === '') argv.pop();
      const kind = this.#kindOf(folder, argv);
      if (kind === null) return null;
      const isLauncher = kind === 'codex_client' && /^(?:node|bun)$/.test(path.basename(argv[0] ?? ''));
      return { pid, parent: parentOf(folder), isLauncher, seen: { kind, home: this.#homeOf(folder) } };
    } catch {
      return null;
    }
  }

  #kindOf(folder: string, argv: readonly string[]): SeenProcess['kind'] | null {
    if (argv.length === 0) return null;
    if (isMasterjet(folder, argv, this.#scripts)) return 'mcp_server';
    try {
      return isCodex(folder, argv) ? 'codex_client' : null;
    } catch {
      // Another user's program cannot be looked up; by its words it is none.
      return null;
    }
  }

  #homeOf(folder: string): ProcessHomeKind {
    try {
      const env = readEnvironment(folder);
      if (env.size === 0) return 'unknown_home';
      return this.#kindOfHome(directoryOf(folder, env));
    } catch {
      return 'unknown_home';
    }
  }

  #kindOfHome(home: Stats): ProcessHomeKind {
    const { agents, env } = this.#options;
    if (agents.some((agent) => isDirectory(home, agent.home))) return 'managed_agent_home';
    return isDirectory(home, defaultCodexHome(env)) ? 'main_default_home' : 'custom_home';
  }
}

function isDirectory({ dev, ino }: Stats, place: string): boolean {
  const stats = statSync(place, { throwIfNoEntry: false });
  return stats !== undefined && stats.dev === dev && stats.ino === ino;
}

function parentOf(folder: string): number {
  return parseStat(readFileSync(path.join(folder, 'stat'), 'utf8'))?.parent ?? 0;
}
