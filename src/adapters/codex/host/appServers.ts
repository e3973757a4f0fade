import { commandLine, processIds } from '../../proc.ts';

/**
 * Process ids of the app-servers that were told to listen on this socket, launchers in front of them included; empty
 * where the system has no /proc. The path names one Agentin of one state root, so they are hers.
 */
export function appServersOn(socketPath: string, procRoot = '/proc'): readonly number[] {
  const pids = (processIds(procRoot) ?? []).filter((pid) => {
    const words = commandLine(procRoot, pid);
    return words.includes('app-server') && words.includes(`unix://${socketPath}`);
  });
  return pids.map(Number);
}
