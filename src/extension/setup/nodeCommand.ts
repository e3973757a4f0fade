import type { FindProgram } from './requirements.ts';

/** How to run a Node program of ours outside of the window. */
export interface NodeCommand {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Tells the version of the program (`v24.1.0`); null when it does not say. */
export type VersionOf = (program: string) => Promise<string | null>;

// node:sqlite without a flag, which our programs use, came with 22.13.
const OLDEST_MAJOR = 22;
const OLDEST_MINOR = 13;

/** `node` from PATH when it is new enough, else the editor's own runtime, which runs as Node when told so. */
export async function findNode(
  find: FindProgram,
  versionOf: VersionOf,
  editorRuntime: string,
): Promise<NodeCommand> {
  const node = await find('node');
  if (node !== null && isNewEnough(await versionOf(node))) return { command: node, env: {} };
  return { command: editorRuntime, env: { ELECTRON_RUN_AS_NODE: '1' } };
}

/** Is this what a Node that our programs can use says of its version? */
export function isNewEnough(version: string | null): boolean {
  const match = /^v(\d+)\.(\d+)\./u.exec(version ?? '');
  if (match === null) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR);
}
