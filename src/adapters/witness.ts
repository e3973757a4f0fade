import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import type { IsGone, ProcessWitness } from '../core/witness.ts';
import { commandLine, parseStat, type ProcessStat } from './proc.ts';

/**
 * Processes as witnesses of leases, by /proc: work in memory, done at once. Where there is no /proc (or it shows
 * another place's processes) everything is unknown. Loads almost nothing: the relay's start depends on it.
 */
export class ProcessWitnesses {
  readonly #procRoot: string;
  #here: Here | null | undefined;

  constructor(procRoot = '/proc') {
    this.#procRoot = procRoot;
  }

  /** The process that asks; null when the system cannot tell. */
  own(): ProcessWitness | null {
    return this.#witness(process.pid);
  }

  /**
   * The Codex that this process works for: it outlives the servers that it starts. Null when none is found among
   * the process' ancestors, so that an unknown client is never taken for dead.
   */
  client(): ProcessWitness | null {
    const pid = this.#nearestAbove(({ name }) => name === 'codex');
    return pid !== null && this.#isInteractive(pid) ? this.#witness(pid) : null;
  }

  /**
   * A Codex, or what it carries out commands with, among this process' ancestors: a model runs the process, whatever the
   * environment says. Null also where that cannot be told: who leaves their parents behind (a daemon) has none.
   */
  model(): ProcessWitness | null {
    const pid = this.#nearestAbove(({ name }) => name === 'codex' || name.startsWith('codex-'));
    return pid === null ? null : this.#witness(pid);
  }

  #nearestAbove(isMeant: (stat: ProcessStat) => boolean): number | null {
    let pid = process.ppid;
    for (let step = 0; step < MAX_ANCESTORS && pid > 0; step += 1) {
      const stat = this.#stat(pid);
      if (typeof stat === 'string') return null;
      if (isMeant(stat)) return pid;
      pid = stat.parent;
    }
    return null;
  }

  /** Is the witness certainly over? Another boot of this machine, no such process, or a later one with its id. */
  readonly isGone: IsGone = ({ pid, started, boot, host, space }) => {
    const here = this.#place();
    if (here === null || host !== here.host) return false;
    if (boot !== here.boot) return true;
    if (space !== here.space) return false;
    const stat = this.#stat(pid);
    if (stat === 'unknown') return false;
    return stat === 'gone' || stat.isOver || stat.startedTicks !== started;
  };

  #witness(pid: number): ProcessWitness | null {
    const here = this.#place();
    const stat = here === null ? 'unknown' : this.#stat(pid);
    if (here === null || typeof stat === 'string' || stat.isOver) return null;
    return { pid, started: stat.startedTicks, ...here };
  }

  /** Codex also runs under its own name what serves it for a while only: helpers by another first word, and exec-server. */
  #isInteractive(pid: number): boolean {
    const words = commandLine(this.#procRoot, String(pid));
    return path.basename(words[0] ?? '') === 'codex' && words[1] !== 'exec-server';
  }

  #stat(pid: number): ProcessStat | 'gone' | 'unknown' {
    try {
      return parseStat(readFileSync(path.join(this.#procRoot, String(pid), 'stat'), 'utf8')) ?? 'unknown';
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      return code === 'ENOENT' || code === 'ESRCH' ? 'gone' : 'unknown';
    }
  }

  #place(): Here | null {
    this.#here ??= this.#findPlace();
    return this.#here;
  }

  #findPlace(): Here | null {
    try {
      // A /proc of another process namespace shows other processes under our numbers.
      if (readlinkSync(path.join(this.#procRoot, 'self')) !== String(process.pid)) return null;
      const boot = this.#read('sys/kernel/random/boot_id');
      const host = this.#read('sys/kernel/hostname');
      const space = ['pid', 'time'].map((kind) => this.#namespace(kind)).join(' ');
      return boot === null || host === null ? null : { boot, host, space };
    } catch {
      return null;
    }
  }

  /** Clocks of namespaces differ too, and with them the moment at which a process seems to begin. */
  #namespace(kind: string): string {
    try {
      return readlinkSync(path.join(this.#procRoot, 'self', 'ns', kind));
    } catch {
      return '';
    }
  }

  #read(...parts: readonly string[]): string | null {
    try {
      return readFileSync(path.join(this.#procRoot, ...parts), 'utf8').trim();
    } catch {
      return null;
    }
  }
}

type Here = Pick<ProcessWitness, 'boot' | 'host' | 'space'>;

const MAX_ANCESTORS = 12;
