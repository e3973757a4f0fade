import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FleetError } from '../../core/errors.ts';
import type { AgentMeta, Logger } from '../../core/ports.ts';
import { readPrivate, setAside, writePrivate, type Nonce } from './files.ts';
import { overwriteInPlace } from './inPlace.ts';
import { formatMeta, MAX_META_BYTES, parseMeta, STOPPED_IN_PLACE } from './meta.ts';

/** The folder `meta/`: one file for each Agentin. */
export class MetaFiles {
  readonly #folder: string;
  readonly #legacyFolder: string | null;
  readonly #nonce: Nonce;
  readonly #logger: Logger;

  constructor(folder: string, legacyFolder: string | null, nonce: Nonce, logger: Logger) {
    this.#folder = folder;
    this.#legacyFolder = legacyFolder;
    this.#nonce = nonce;
    this.#logger = logger;
  }

  /** What stands in the way of ours blocks the legacy one too (contract §3.4). */
  async read(agentId: string): Promise<AgentMeta | null | 'unreadable'> {
    const name = `${agentId}.json`;
    const own = await this.#text(name);
    if (own !== null) return own === 'unreadable' ? own : (parseMeta(own.text) ?? 'unreadable');
    if (this.#legacyFolder === null) return null;
    const legacy = await readPrivate(join(this.#legacyFolder, name), MAX_META_BYTES).catch(() => null);
    return legacy === null ? null : (parseMeta(legacy) ?? 'unreadable');
  }

  /** Replaces it; keys that are not ours stay. What cannot be read is kept aside. */
  async write(agentId: string, meta: AgentMeta): Promise<void> {
    const name = `${agentId}.json`;
    const before = await this.#text(name);
    const path = join(this.#folder, name);
    const previous = before === null || before === 'unreadable' ? null : before.text;
    const isDamaged = before !== null && (previous === null || parseMeta(previous) === null);
    if (isDamaged) await setAside(path, this.#nonce);
    await writePrivate(path, formatMeta(agentId, meta, previous), this.#nonce);
  }

  /** See `FleetStore.noteStopped`. */
  async noteStopped(agentId: string): Promise<boolean> {
    return overwriteInPlace(join(this.#folder, `${agentId}.json`), MAX_META_BYTES, STOPPED_IN_PLACE);
  }

  /** The raw logs that any metadata names, of Agentinnen no longer in the fleet file too. */
  async rawLogPaths(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const texts = await Promise.all(
      names.filter((name) => /^[a-z].*\.json$/.test(name)).map((name) => this.#text(name)),
    );
    return texts
      .map((text) =>
        text === null || text === 'unreadable' ? null : (parseMeta(text.text)?.rawLogPath ?? null),
      )
      .filter((path) => path !== null);
  }

  async #text(name: string): Promise<{ readonly text: string } | null | 'unreadable'> {
    try {
      const text = await readPrivate(join(this.#folder, name), MAX_META_BYTES);
      return text === null ? null : { text };
    } catch (error) {
      if (!FleetError.is(error, 'state_unreadable')) throw error;
      this.#logger.warn(`The metadata file ${name} cannot be read; the next write keeps it aside.`);
      return 'unreadable';
    }
  }
}
