import { constants, type Stats } from 'node:fs';
import { access, lstat, realpath, stat } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import type { AgentSpec } from '../../../core/config.ts';
import { FleetError } from '../../../core/errors.ts';
import type { Environment } from './environment.ts';
import { nativeBinary } from './nativeBinary.ts';

/** The home must be there. It may be a link to a directory: whose home it is, is decided by the directory itself. */
export async function checkHome(agent: AgentSpec): Promise<void> {
  const stats = await stat(agent.home).catch(() => null);
  if (stats?.isDirectory() === true) return;
  throw new FleetError(
    'home_missing',
    `The home of Agentin ${agent.id} is not there or not a directory. Make it and sign Codex in there (CODEX_HOME), or correct the fleet file.`,
    { details: { agent: agent.id } },
  );
}

/**
 * The program to start: the named launcher, else `<home>/codex`, else `codex` from PATH.
 * @throws FleetError `launcher_missing`, `launcher_not_executable`, `launcher_is_symlink`, `codex_missing`
 */
export async function findLauncher(agent: AgentSpec, env: Environment): Promise<string> {
  if (agent.runner !== null) return checkedLauncher(agent, agent.runner, await lookAt(agent.runner));
  const own = join(agent.home, 'codex');
  const stats = await lookAt(own);
  return stats === null ? codexFromPath(env) : checkedLauncher(agent, own, stats);
}

async function lookAt(path: string): Promise<Stats | null> {
  return lstat(path).catch(() => null);
}

/** A launcher decides what an Agentin is: it must be the file that was looked at, not where a link points to today. */
async function checkedLauncher(agent: AgentSpec, path: string, stats: Stats | null): Promise<string> {
  const details = { details: { agent: agent.id } };
  if (stats === null) {
    throw new FleetError(
      'launcher_missing',
      `The launcher of Agentin ${agent.id} is not there. Correct the fleet file.`,
      details,
    );
  }
  if (stats.isSymbolicLink()) {
    throw new FleetError(
      'launcher_is_symlink',
      `The launcher of Agentin ${agent.id} is a link. Name the program itself, or a script that starts it.`,
      details,
    );
  }
  if (!stats.isFile() || !(await isExecutable(path))) {
    throw new FleetError(
      'launcher_not_executable',
      `The launcher of Agentin ${agent.id} cannot be executed. Make it an executable file.`,
      details,
    );
  }
  return path;
}

async function codexFromPath(env: Environment): Promise<string> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(folder, 'codex');
    // A relative entry would mean another program in every directory.
    if (isAbsolute(folder) && (await isExecutableFile(candidate))) return direct(candidate);
  }
  throw new FleetError(
    'codex_missing',
    'Codex is not installed: there is no codex on PATH. Install it (npm install -g @openai/codex).',
  );
}

/**
 * What an entry of PATH starts in the end. npm's entry is a Node script; the program it starts is taken at once, which saves
 * a process. A shim that goes by its own name (mise, volta) must be started under that name.
 */
async function direct(candidate: string): Promise<string> {
  const real = await realpath(candidate);
  if (basename(real) === 'codex.js') return (await nativeBinary(real)) ?? candidate;
  return basename(real) === 'codex' ? real : candidate;
}

async function isExecutableFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true && isExecutable(path);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
