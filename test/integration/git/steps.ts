import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localRunner, type Command, type CommandRunner, type RunResult } from '../../../src/adapters/run.ts';

/**
 * Kills git before a certain one of its own steps: every step that changes a file is a moment at which it may be killed, and
 * the same one in every run, which moments in time are not.
 */

/** System calls by which git changes what is on the disk. */
const CHANGING = [
  ...['openat', 'rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat', 'unlink'],
  ...['unlinkat', 'rmdir', 'mkdir', 'mkdirat', 'write', 'pwrite64', 'chmod', 'fchmod', 'ftruncate'],
];

/** A step of git: a system call, the how manieth of its kind in its process, and what it does. */
export interface Step {
  /** The subcommand of the git that takes the step when another git started it; null: the first one. */
  readonly by: string | null;
  readonly call: string;
  readonly at: number;
  readonly does: string;
}

/** Why git cannot be killed at its steps here; null when it can. */
export function whyNotSteps(): string | null {
  if (process.platform !== 'linux') return 'strace is of Linux';
  const { status, error } = spawnSync('strace', ['-o', '/dev/null', 'true']);
  if (error !== undefined) return 'strace is not installed';
  return status === 0 ? null : 'this system lets nobody trace';
}

/** Runs the command to its end and tells the steps by which it changed files. Objects are left out: nothing refers to half ones. */
export function stepsOf(command: Command, traceFile: string): readonly Step[] {
  strace(command, ['-f', '-o', traceFile, '-e', `trace=execve,${CHANGING.join(',')}`]);
  const lines = readFileSync(traceFile, 'utf8').split('\n');
  rmSync(traceFile);
  const [first = ''] = lines[0]?.split(' ') ?? [];
  const processes = Map.groupBy(lines, (line) => line.split(' ')[0] ?? '');
  return [...processes].flatMap(([pid, own]) => stepsIn(own, pid === first));
}

function stepsIn(lines: readonly string[], isFirst: boolean): readonly Step[] {
  const counts = new Map<string, number>();
  const steps: Step[] = [];
  let [by, opened]: [string | null, string] = [null, ''];
  for (const line of lines) {
    const does = line.slice(line.indexOf(' ')).trim();
    const call = does.slice(0, does.indexOf('('));
    const at = (counts.get(call) ?? 0) + 1;
    counts.set(call, at);
    if (call === 'execve' && !isFirst) {
      counts.clear();
      by = /^execve\("[^"]*\/git", \["[^"]*git", "([^"]+)"/.exec(does)?.[1] ?? null;
    }
    if (!changes(does) || (by === null && !isFirst)) continue;
    if (call === 'openat') opened = /"([^"]*)"/.exec(does)?.[1] ?? '';
    // What is in a lock or a log matters to nobody before it is there as a whole.
    if (call !== 'write' || !/\.lock$|\/logs\//.test(opened)) steps.push({ by, call, at, does });
  }
  return steps;
}

function changes(does: string): boolean {
  if (!/^\w+\(/.test(does) || / = -1 E|"\/dev\/null"|\/objects\/|^execve/.test(does)) return false;
  if (does.startsWith('openat(')) return does.includes('O_CREAT');
  // Output and input of a program.
  return !/^write\([012],/.test(does);
}

/** Runs the command and kills it right before the step; whoever had started the git that takes it dies with it. */
export function killBefore(command: Command, { by, call, at }: Step): RunResult {
  const kill = ['-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${at}`];
  if (by === null) return strace(command, kill);
  const folder = `${command.cwd ?? ''}.exec`;
  const git = path.join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git');
  mkdirSync(folder, { recursive: true });
  const traced = ['strace', ...kill, '--', git].map((word) => `'${word}'`).join(' ');
  writeFileSync(
    path.join(folder, 'git'),
    `#!/bin/sh\nif [ "$1" = '${by}' ]; then ${traced} "$@"; kill -9 $PPID; exit 1; fi\nexec '${git}' "$@"\n`,
  );
  chmodSync(path.join(folder, 'git'), 0o755);
  try {
    return run(command.file, { ...command, env: { ...command.env, GIT_EXEC_PATH: folder } });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function strace(command: Command, options: readonly string[]): RunResult {
  return run('strace', { ...command, args: [...options, '--', command.file, ...command.args] });
}

function run(file: string, { args, env, cwd, stdin }: Command): RunResult {
  const { stdout, stderr, status } = spawnSync(file, args, {
    ...(env !== undefined && { env }),
    ...(cwd !== undefined && { cwd }),
    input: stdin ?? '',
    encoding: 'utf8',
  });
  return { kind: 'ended', exitCode: status, stdout, stderr, timedOut: false, truncated: false };
}

/** A command as it was about to be run, with the folder as it was then. */
export interface Moment {
  readonly command: Command;
  readonly picture: string;
}

/** Runs everything, and keeps the moments at which a command that changes something began. */
export class Moments implements CommandRunner {
  readonly all: Moment[] = [];
  readonly #folder: string;
  readonly #isAsked: (args: readonly string[]) => boolean;

  constructor(folder: string, isAsked: (args: readonly string[]) => boolean) {
    this.#folder = folder;
    this.#isAsked = isAsked;
  }

  async run(command: Command): Promise<RunResult> {
    if (this.#isAsked(command.args)) {
      const picture = `${this.#folder}.${this.all.length}`;
      takePicture(this.#folder, picture);
      this.all.push({ command, picture });
    }
    return localRunner.run(command);
  }

  dispose(): void {
    for (const { picture } of this.all) rmSync(picture, { recursive: true, force: true });
  }
}

export function takePicture(folder: string, picture: string): void {
  rmSync(picture, { recursive: true, force: true });
  execFileSync('cp', ['-a', folder, picture]);
}

/** Puts the folder back as it was; what was noted then (`notes`: times in it, by file) was noted just now. */
export function putBack(picture: string, folder: string, notes: Readonly<Record<string, string>>): void {
  takePicture(picture, folder);
  for (const [name, time] of Object.entries(notes)) {
    const note = path.join(folder, name);
    if (!existsSync(note)) continue;
    const noted = JSON.parse(readFileSync(note, 'utf8')) as object;
    writeFileSync(note, JSON.stringify({ ...noted, [time]: Date.now() }));
  }
}

/** Lock files of git below a folder, by their paths in it. */
export function locksBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.lock'));
}
