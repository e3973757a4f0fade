import { readFileSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { lookThrough } from '../../proc.ts';
import { MARKERS } from './environment.ts';

/** Codex under other names is its sandbox and patch helper, not a Codex that someone uses. */
const HELPER = /^(?:codex-|apply_?patch)/;

export interface CodexProcess {
  readonly pid: number;
  /** The directory that is its CODEX_HOME, as the system identifies it. */
  readonly home: { readonly dev: number; readonly ino: number };
  /** Started by us, or by something that we started. */
  readonly managed: boolean;
}

/**
 * The Codex processes of the machine whose environment we may read, by the rule of the reference contract §7; null where
 * there is no /proc.
 */
export async function codexProcesses(procRoot = '/proc'): Promise<readonly CodexProcess[] | null> {
  return lookThrough(procRoot, (pid) => codexProcess(procRoot, pid));
}

/** Null for what is no Codex, is over, or does not let us look. */
function codexProcess(procRoot: string, pid: string): CodexProcess | null {
  const folder = join(procRoot, pid);
  try {
    if (!isCodex(folder, readFileSync(join(folder, 'cmdline'), 'utf8').split('\0'))) return null;
    const env = readEnvironment(folder);
    // A process on its way out has an empty environment.
    if (env.size === 0) return null;
    const { dev, ino } = directoryOf(folder, env);
    const managed = Object.keys(MARKERS).some((name) => env.get(name) === '1');
    return { pid: Number(pid), home: { dev, ino }, managed };
  } catch {
    return null;
  }
}

/** Codex by its own name, by the program that runs, or as npm's Node script. Throws for a process that is gone. */
export function isCodex(folder: string, [program = '', script = '']: readonly string[]): boolean {
  const name = basename(program);
  if (name === 'codex' || name === 'codex.exe') return true;
  if (name === '' || HELPER.test(name)) return false;
  if (script.endsWith('/@openai/codex/bin/codex.js')) return true;
  if (/^(?:node|bun)$/.test(name) && basename(script) === 'codex') return true;
  return basename(readlinkSync(join(folder, 'exe'))).replace(' (deleted)', '') === 'codex';
}

/** A process' variables; none for one on its way out. Throws for a process that is gone or another user's. */
export function readEnvironment(folder: string): ReadonlyMap<string, string> {
  const entries = readFileSync(join(folder, 'environ'), 'utf8').split('\0');
  return new Map(
    entries
      .filter((entry) => entry.includes('='))
      .map((entry) => {
        const at = entry.indexOf('=');
        return [entry.slice(0, at), entry.slice(at + 1)];
      }),
  );
}

/** The home as the process itself sees it: it may live in a container, or name it relative to its directory. */
export function directoryOf(folder: string, env: ReadonlyMap<string, string>): Stats {
  const home = env.get('CODEX_HOME') || join(env.get('HOME') || homedir(), '.codex');
  const seen = isAbsolute(home) ? join(folder, 'root', home) : join(folder, 'cwd', home);
  return statSync(seen);
}
