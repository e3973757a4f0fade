import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Process ids of the app-servers that were told to listen on this socket, launchers in front of them included; empty
 * where the system has no /proc. The path names one Agentin of one state root, so they are hers.
 */
export function appServersOn(socketPath: string, procRoot = '/proc'): readonly number[] {
  return processIds(procRoot).filter((pid) => {
    const words = commandLine(join(procRoot, String(pid)));
    return words.includes('app-server') && words.includes(`unix://${socketPath}`);
  });
}

function processIds(procRoot: string): readonly number[] {
  try {
    return readdirSync(procRoot)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function commandLine(folder: string): readonly string[] {
  try {
    return readFileSync(join(folder, 'cmdline'), 'utf8').split('\0');
  } catch {
    // It ended in the meantime.
    return [];
  }
}
