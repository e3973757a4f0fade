import { operations } from '../../operations/index.ts';
import { UsageError } from '../usage.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { completedCommands, SHELLS, type Shell } from './model.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `codex-master-mcp completion SHELL`: the script for a fleet of these Agentinnen, as they are named now. @throws UsageError */
export function completionScript(words: readonly string[], agentIds: readonly string[]): string {
  return SCRIPTS[shellOf(words)](completedCommands(operations, agentIds)).trimEnd();
}

/** @throws UsageError */
export function shellOf([word, ...more]: readonly string[]): Shell {
  const shell = SHELLS.find((name) => name === word);
  if (shell === undefined || more.length > 0)
    throw new UsageError(`SHELL must be one of ${SHELLS.join(', ')}`, 'completion');
  return shell;
}
