import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { FleetError } from '../../../core/errors.ts';
import {
  canonicalRoot,
  ensurePrivateDirectory,
  ensureStateRoot,
  isOurs,
  lstatOrNull,
} from '../../store/directories.ts';
import { stateFailure } from '../../store/failures.ts';
import { parseJson } from '../../store/json.ts';
import type { Environment } from './environment.ts';

/** Unix allows about 107 bytes for a socket's path; some systems less (facts: codex.md §1). */
const MAX_SOCKET_PATH_BYTES = 100;

const choiceFile = z.object({ version: z.literal(1), folder: z.string().refine(isAbsolute) });

/**
 * Where app-servers listen: `$XDG_RUNTIME_DIR/codex-master/`, else `<state>/s/`. All processes over one state root must agree
 * on it, and not all have XDG_RUNTIME_DIR (Codex gives it to no MCP server): the first one's choice is kept in
 * `<state>/sockets.json`, and holds as long as that folder can be used.
 */
export class SocketFolder {
  readonly #root: string;
  readonly #env: Environment;
  readonly #nonce: () => string;

  constructor(stateRoot: string, env: Environment, nonce: () => string) {
    this.#root = canonicalRoot(stateRoot);
    this.#env = env;
    this.#nonce = nonce;
  }

  /**
   * The socket's path for an Agentin; its folder is there and private.
   * @throws FleetError `socket_path_too_long`, `state_directory_unsafe`, `state_unwritable`
   */
  pathFor(agentId: string): string {
    ensureStateRoot(this.#root);
    for (const folder of this.#folders()) {
      const path = join(folder, this.#fileName(folder, agentId));
      if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) continue;
      ensurePrivateDirectory(folder);
      return path;
    }
    throw new FleetError(
      'socket_path_too_long',
      `The path of the app-server's socket would be longer than ${MAX_SOCKET_PATH_BYTES} bytes. ` +
        'Set XDG_RUNTIME_DIR or CODEX_MASTER_MCP_STATE to a directory with a shorter path.',
    );
  }

  /** The folder that is in use, and the one that is always possible. */
  #folders(): readonly string[] {
    const remembered = this.#recall();
    const own = join(this.#root, 's');
    if (remembered !== null && isUsable(remembered)) return [remembered, own];
    const runtime = this.#env['XDG_RUNTIME_DIR'] ?? '';
    const shared = join(runtime, 'codex-master');
    const chosen = isAbsolute(runtime) && isUsable(shared) ? shared : own;
    return [this.#remember(chosen, remembered !== null), own];
  }

  /** Below the state root the id is enough; a folder shared by state roots needs to tell them apart. */
  #fileName(folder: string, agentId: string): string {
    if (folder.startsWith(`${this.#root}/`)) return `${agentId}.sock`;
    return `${createHash('sha256').update(this.#root).digest('hex').slice(0, 8)}-${agentId}.sock`;
  }

  get #choicePath(): string {
    return join(this.#root, 'sockets.json');
  }

  #recall(): string | null {
    const stats = lstatOrNull(this.#choicePath);
    if (stats?.isFile() !== true || !isOurs(stats) || stats.size > 4096) return null;
    const choice = choiceFile.safeParse(parseJson(readFileSync(this.#choicePath, 'utf8')));
    return choice.success ? choice.data.folder : null;
  }

  /** The first to choose wins; a choice that can no longer be used is replaced. Returns what is in force. */
  #remember(folder: string, replace: boolean): string {
    const temporary = join(this.#root, `.sockets.json.${this.#nonce()}.tmp`);
    try {
      writeFileSync(temporary, `${JSON.stringify({ version: 1, folder })}\n`, { flag: 'wx', mode: 0o600 });
      if (replace) renameSync(temporary, this.#choicePath);
      else this.#publish(temporary);
    } catch (error) {
      throw stateFailure(error, 'write');
    }
    return this.#recall() ?? folder;
  }

  /** A link fails where a file stands already: of two processes at once, one loses and takes over the other's choice. */
  #publish(temporary: string): void {
    try {
      linkSync(temporary, this.#choicePath);
    } catch {
      if (this.#recall() === null) return renameSync(temporary, this.#choicePath);
    }
    unlinkSync(temporary);
  }
}

/** Can the folder be used, now or after being made (which it does)? Nobody else may be able to move it away. */
function isUsable(folder: string): boolean {
  try {
    const parent = lstatOrNull(dirname(folder));
    if (parent === null || !isOurs(parent)) return false;
    ensurePrivateDirectory(folder);
    return true;
  } catch {
    return false;
  }
}
