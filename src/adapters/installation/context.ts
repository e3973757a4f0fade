import path from 'node:path';
import type { AgentSpec } from '../../core/config.ts';
import type { LinkWish } from '../../core/installation.ts';
import type { CommandRunner } from '../run.ts';
import { expandHome } from '../tilde.ts';
import type { Environment, InstallationPlaces } from './places.ts';

/** What installing and uninstalling work with. */
export interface InstallContext {
  readonly env: Environment;
  readonly places: InstallationPlaces;
  readonly stateRoot: string;
  readonly runner: CommandRunner;
  readonly agents: () => readonly Pick<AgentSpec, 'id' | 'home'>[];
  /** A time and something random, for names that nobody else makes. */
  readonly nonce: () => string;
  /** The Node that runs us, for where PATH has none that is new enough. */
  readonly ownNode: string;
}

/** Our own environment for Codex, without what would make the editor's runtime behave as something else. */
export function plainEnvironment(env: Environment): Readonly<Record<string, string>> {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(?:ELECTRON_|VSCODE_)/u.test(entry[0]),
  );
  return Object.fromEntries(entries);
}

/** The path that the link has or would have, absolute. */
export function linkPath({ places }: InstallContext, { path: wished, cwd }: LinkWish): string {
  return wished === null ? places.defaultLink : path.resolve(cwd, expandHome(wished, places.userHome));
}
