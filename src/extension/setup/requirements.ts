import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSpec } from '../../core/config.ts';

/** Programs that Agentinnen need and that we do not bring along. */
export type Program = 'tmux' | 'codex';

const PACKAGE_MANAGERS = {
  'apt-get': 'sudo apt-get install -y',
  dnf: 'sudo dnf install -y',
  pacman: 'sudo pacman -S --noconfirm',
  zypper: 'sudo zypper install -y',
  apk: 'sudo apk add',
  brew: 'brew install',
} as const;

/** Finds a program by name; null when it is not there. */
export type FindProgram = (name: string) => Promise<string | null>;

/** Looks through PATH as a shell does, for a file that may be executed. */
export function findOnPath(pathVariable: string | undefined): FindProgram {
  const folders = (pathVariable ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return async (name) => {
    for (const folder of folders) {
      const file = path.join(folder, name);
      if (await isExecutable(file)) return file;
    }
    return null;
  };
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * What is missing for these Agentinnen. Codex is needed from PATH only by those that neither name a launcher nor have
 * one in their home (`<home>/codex`).
 */
export async function missingPrograms(
  agents: readonly Pick<AgentSpec, 'runner' | 'home'>[],
  find: FindProgram,
  isProgram: (file: string) => Promise<boolean> = isExecutable,
): Promise<Program[]> {
  const open = agents.filter((agent) => agent.runner === null);
  const own = await Promise.all(open.map(async (agent) => isProgram(path.join(agent.home, 'codex'))));
  const needed: Program[] = own.includes(false) ? ['tmux', 'codex'] : ['tmux'];
  const found = await Promise.all(needed.map(find));
  return needed.filter((_, index) => found[index] === null);
}

/** The exact command that installs the program on this system; null when we know none (Windows has no tmux). */
export async function installCommand(program: Program | 'git', find: FindProgram): Promise<string | null> {
  if (program === 'codex') return 'npm install -g @openai/codex';
  for (const [manager, install] of Object.entries(PACKAGE_MANAGERS)) {
    if ((await find(manager)) !== null) return `${install} ${program}`;
  }
  return null;
}
