import path from 'node:path';
import * as z from 'zod';
import { systemClock } from '../../clock.ts';
import { ensurePrivateDirectory, ensureStateRoot } from '../../store/directories.ts';
import { readPrivate, writePrivate } from '../../store/files.ts';
import { FileLocks } from '../../store/locks.ts';

const MAX_BYTES = 256 * 1024;
/** Installations that are remembered: one per Codex home and link. */
const MAX_ENTRIES = 50;
/** Held for one small write. */
const LOCK_TIMEOUT_MS = 10_000;

const patchSchema = z.object({
  of: z.string(),
  begin: z.number().int().min(0),
  end: z.number().int().min(0),
  removed: z.string(),
  wasMissing: z.boolean(),
});

const entrySchema = z.object({
  codexHome: z.string(),
  link: z.string(),
  /** Where the link was made to lead; null when it was there before. */
  target: z.string().nullable(),
  /** Folders that were made for the link and for the cache, outermost first. */
  folders: z.array(z.string()),
  registered: z.boolean(),
  pluginVersions: z.array(z.string()),
  pluginEnabled: z.boolean(),
  /** The way back of config.toml; null when it is not known byte by byte. */
  config: patchSchema.nullable(),
});

const fileSchema = z.object({ version: z.literal(1), installs: z.array(entrySchema) });

/** What `install` made for one Codex home and one link. */
export type InstallEntry = z.output<typeof entrySchema>;

/**
 * What was installed where (`<state>/install.json`, private): written before each change, so that `uninstall` knows
 * of everything that may have been made, and takes only that.
 */
export class InstallRecord {
  readonly #root: string;
  readonly #nonce: () => string;
  readonly #locks = new FileLocks(systemClock, LOCK_TIMEOUT_MS);

  constructor(root: string, nonce: () => string) {
    this.#root = root;
    this.#nonce = nonce;
  }

  async find(codexHome: string, link: string): Promise<InstallEntry> {
    const all = await this.#read();
    return all.find((one) => isSame(one, codexHome, link)) ?? nothing(codexHome, link);
  }

  async all(): Promise<readonly InstallEntry[]> {
    return this.#read();
  }

  async write(entry: InstallEntry): Promise<void> {
    await this.change(entry.codexHome, entry.link, () => entry);
  }

  /** Changes one entry and keeps the others, whatever other processes (windows that open after an update) note meanwhile. */
  async change(
    codexHome: string,
    link: string,
    change: (entry: InstallEntry) => InstallEntry,
  ): Promise<void> {
    ensureStateRoot(this.#root);
    ensurePrivateDirectory(path.join(this.#root, 'locks'));
    await this.#locks.run(path.join(this.#root, 'locks', 'install.lock'), async () => {
      const all = await this.#read();
      const entry = change(all.find((one) => isSame(one, codexHome, link)) ?? nothing(codexHome, link));
      const others = all.filter((one) => !isSame(one, codexHome, link));
      const isEmpty = JSON.stringify(entry) === JSON.stringify(nothing(codexHome, link));
      const installs = [...others, ...(isEmpty ? [] : [entry])].slice(-MAX_ENTRIES);
      await writePrivate(this.#file, `${JSON.stringify({ version: 1, installs })}\n`, this.#nonce);
    });
  }

  async #read(): Promise<readonly InstallEntry[]> {
    const text = await readPrivate(this.#file, MAX_BYTES);
    const parsed = fileSchema.safeParse(text === null ? null : parseJson(text));
    return parsed.success ? parsed.data.installs : [];
  }

  get #file(): string {
    return path.join(this.#root, 'install.json');
  }
}

function nothing(codexHome: string, link: string): InstallEntry {
  return {
    codexHome,
    link,
    target: null,
    folders: [],
    registered: false,
    pluginVersions: [],
    pluginEnabled: false,
    config: null,
  };
}

function isSame(entry: InstallEntry, codexHome: string, link: string): boolean {
  return entry.codexHome === codexHome && entry.link === link;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
