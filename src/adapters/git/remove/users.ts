import { isWithin } from '../../../core/assignment/scope.ts';
import { commandName, lookThrough, workingFolder } from '../../proc.ts';
import type { CommandRunner } from '../../run.ts';

/**
 * Names of the programs that work below a folder now. Where there is no /proc `lsof` is asked; without both nobody can
 * tell, and nobody is named.
 */
export async function programsBelow(
  runner: CommandRunner,
  folder: string,
  procRoot = '/proc',
): Promise<readonly string[]> {
  const found = await lookThrough(procRoot, (pid) => {
    const own = workingFolder(procRoot, pid);
    return own !== null && isWithin(own, folder) ? (commandName(procRoot, pid) ?? '?') : null;
  });
  return found ?? lsof(runner, folder);
}

async function lsof(runner: CommandRunner, folder: string): Promise<readonly string[]> {
  const command = {
    file: 'lsof',
    args: ['-w', '-d', 'cwd', '-Fcn'],
    timeoutMs: 10_000,
    maxOutputBytes: 8_000_000,
  };
  const result = await runner.run(command);
  if (result.kind !== 'ended') return [];
  const names: string[] = [];
  let name = '?';
  for (const line of result.stdout.split('\n')) {
    if (line.startsWith('c')) name = line.slice(1);
    if (line.startsWith('n') && isWithin(line.slice(1), folder)) names.push(name);
  }
  return names;
}
