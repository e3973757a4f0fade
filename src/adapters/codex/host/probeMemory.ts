import { join } from 'node:path';
import * as z from 'zod';
import { ensureStateRoot } from '../../store/directories.ts';
import { readPrivate, writePrivate, type Nonce } from '../../store/files.ts';
import { parseJson } from '../../store/json.ts';
import type { Features } from './probe.ts';

const MAX_BYTES = 64 * 1024;
const MAX_ENTRIES = 32;

/** A launcher as it was when it was asked. */
export interface LauncherIdentity {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

const entry = z.object({
  path: z.string(),
  size: z.number(),
  mtime_ms: z.number(),
  version: z.string().nullable(),
  app_server: z.boolean(),
  why: z.string().nullable(),
  no_daemon: z.boolean(),
});
const probesFile = z.object({ version: z.literal(1), probes: z.array(entry) });
type Entry = z.infer<typeof entry>;

/** What launchers answered, over processes: `<state>/probes.json`. A cache: what cannot be read or written is asked again. */
export class ProbeMemory {
  readonly #root: string;
  readonly #path: string;
  readonly #nonce: Nonce;

  constructor(stateRoot: string, nonce: Nonce) {
    this.#root = stateRoot;
    this.#path = join(stateRoot, 'probes.json');
    this.#nonce = nonce;
  }

  async recall(launcher: LauncherIdentity): Promise<Features | null> {
    const found = (await this.#read()).find((one) => isSame(one, launcher));
    if (found === undefined) return null;
    return { version: found.version, appServer: found.app_server, why: found.why, noDaemon: found.no_daemon };
  }

  async keep(launcher: LauncherIdentity, features: Features): Promise<void> {
    const others = (await this.#read()).filter((one) => one.path !== launcher.path);
    const added: Entry = {
      path: launcher.path,
      size: launcher.size,
      mtime_ms: launcher.mtimeMs,
      version: features.version,
      app_server: features.appServer,
      why: features.why,
      no_daemon: features.noDaemon,
    };
    const file: z.infer<typeof probesFile> = { version: 1, probes: [...others, added].slice(-MAX_ENTRIES) };
    try {
      ensureStateRoot(this.#root);
      await writePrivate(this.#path, `${JSON.stringify(file, null, 2)}\n`, this.#nonce);
    } catch {
      // Asked again next time.
    }
  }

  async #read(): Promise<readonly Entry[]> {
    const text = await readPrivate(this.#path, MAX_BYTES).catch(() => null);
    const file = probesFile.safeParse(text === null ? null : parseJson(text));
    return file.success ? file.data.probes : [];
  }
}

function isSame(one: Entry, launcher: LauncherIdentity): boolean {
  return one.path === launcher.path && one.size === launcher.size && one.mtime_ms === launcher.mtimeMs;
}
