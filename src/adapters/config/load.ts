import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { FleetConfig } from '../../core/config.ts';
import { FleetError } from '../../core/errors.ts';
import { expandHome } from '../tilde.ts';
import { readJsonDocument } from './jsonDocument.ts';
import { faultOf, invalidConfig, tooNewConfig, unreadableConfig } from './problems.ts';
import {
  defaultConfig,
  emptyConfig,
  findClash,
  personHome,
  resolveConfig,
  type Environment,
} from './resolve.ts';
import { fleetFile, FLEET_FILE_VERSION } from './schema.ts';

const MAX_FILE_BYTES = 256 * 1024;
/** Asked first: a newer file may look different in every other way. */
const versionOf = z.looseObject({ version: z.number() });

type LineOf = (path: readonly PropertyKey[]) => number;

export interface LoadedConfig {
  /** What to use now; without Agentinnen when there is a `problem`. */
  readonly config: FleetConfig;
  /** Why the fleet file is not in use (`config_unreadable`, `config_invalid`, `config_too_new`); null when all is well. */
  readonly problem: FleetError | null;
}

/** The fleet file: `$CODEX_MASTER_FLEET`, else `codex-master/fleet.json` below `$XDG_CONFIG_HOME` or `~/.config`. */
export function fleetFilePath(env: Environment): string {
  const home = personHome(env);
  const named = env['CODEX_MASTER_FLEET'];
  if (named) return resolve(expandHome(named, home));
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'codex-master', 'fleet.json');
}

/** Reads the fleet file. Never rejects: what is wrong with it comes as `problem`, without its path. */
export async function loadFleetConfig(env: Environment): Promise<LoadedConfig> {
  try {
    return await parseFleetText(await readFleetText(env), env);
  } catch (error) {
    if (!FleetError.is(error)) throw error;
    return { config: emptyConfig(env), problem: error };
  }
}

/** The fleet of a fleet file's text; null stands for no file. Rejects with the `problem`. */
export async function parseFleetText(text: string | null, env: Environment): Promise<LoadedConfig> {
  const { config, lineOf } =
    text === null ? { config: defaultConfig(env), lineOf: null } : parseFile(text, env);
  const clash = await findClash(config.agents);
  if (clash === null) return { config, problem: null };
  const { index, key, other } = clash;
  throw invalidConfig({
    line: lineOf?.(['agents', index, key]) ?? null,
    field: `agents[${index}].${key}`,
    message: `agents[${other}] has the same ${key} already`,
  });
}

function parseFile(text: string, env: Environment): { config: FleetConfig; lineOf: LineOf } {
  const document = readJsonDocument(text);
  if (!document.ok) throw invalidConfig({ line: document.line, field: '', message: document.message });
  const lineOf: LineOf = (path) => document.lineOf(path);
  const version = versionOf.safeParse(document.value);
  if (version.success && version.data.version > FLEET_FILE_VERSION) throw tooNewConfig(lineOf(['version']));
  const file = fleetFile.safeParse(document.value);
  if (!file.success) throw invalidConfig(faultOf(file.error, lineOf));
  return { config: resolveConfig(file.data, env), lineOf };
}

/** The text of the fleet file; null when there is none. */
export async function readFleetText(env: Environment): Promise<string | null> {
  // O_NONBLOCK: a pipe in its place must not hang us.
  const handle = await open(fleetFilePath(env), constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      if (isMissing(error)) return null;
      throw unreadableConfig('the system refused', error);
    },
  );
  if (handle === null) return null;
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw unreadableConfig('it is not a file');
    if (stats.size > MAX_FILE_BYTES) throw unreadableConfig('it is larger than 256 KiB');
    return await handle.readFile('utf8');
  } catch (error) {
    throw FleetError.is(error) ? error : unreadableConfig('the system refused', error);
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
