import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** Where this Masterjet is; absolute. */
export interface MasterjetFiles {
  /** The link that `install` makes. */
  readonly installPath: string;
  /** The program that the link should name. */
  readonly wrapper: string;
  /** Our `dist/mcp.js`. */
  readonly serverScript: string;
}

/**
 * Does this command line start this Masterjet: the installed link (whatever it points to is a check of its own), what
 * it should name, our script, or a Node with our script? Links are followed; further arguments make it another command.
 */
export async function startsMasterjet(
  argv: readonly string[] | null,
  files: MasterjetFiles,
): Promise<boolean> {
  const [program = '', script, ...rest] = argv ?? [];
  if (script === undefined) {
    if (program === files.installPath) return true;
    return (await isSameFile(program, files.wrapper)) || (await isSameFile(program, files.serverScript));
  }
  return rest.length === 0 && (await isSameFile(script, files.serverScript));
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  // A relative name would mean another file in every directory.
  if (!path.isAbsolute(one)) return false;
  const [first, second] = await Promise.all([
    realpath(one).catch(() => null),
    realpath(other).catch(() => null),
  ]);
  return first !== null && first === second;
}
