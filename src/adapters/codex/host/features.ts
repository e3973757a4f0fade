import { open, stat } from 'node:fs/promises';
import type { CommandRunner } from '../../run.ts';
import { probeFeatures, probeVersion, type Features } from './probe.ts';
import type { LauncherIdentity, ProbeMemory } from './probeMemory.ts';

interface Asked {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Finds out what launchers can do; asks each once for every state of its file and version. */
export class LauncherFeatures {
  readonly #runner: CommandRunner;
  readonly #memory: ProbeMemory;
  readonly #known = new Map<string, Promise<Features>>();

  constructor(runner: CommandRunner, memory: ProbeMemory) {
    this.#runner = runner;
    this.#memory = memory;
  }

  /** Side by side for any number of Agentinnen: those with the same launcher share the asking. */
  async of(asked: Asked): Promise<Features> {
    const { size, mtimeMs } = await stat(asked.file);
    const launcher: LauncherIdentity = { path: asked.file, size, mtimeMs };
    // A script stays the same file while the Codex that it starts is updated: its version must be asked for.
    const version = (await isScript(asked.file))
      ? await probeVersion({ runner: this.#runner, ...asked })
      : undefined;
    const key = JSON.stringify([launcher, version]);
    const known = this.#known.get(key) ?? this.#recallOrAsk(launcher, version, asked, key);
    this.#known.set(key, known);
    return known;
  }

  async #recallOrAsk(
    launcher: LauncherIdentity,
    version: string | null | undefined,
    asked: Asked,
    key: string,
  ): Promise<Features> {
    const recalled = await this.#memory.recall(launcher);
    if (recalled !== null && (version === undefined || version === recalled.version)) return recalled;
    const { certain, ...features } = await probeFeatures({ runner: this.#runner, ...asked });
    if (certain) await this.#memory.keep(launcher, features);
    else this.#known.delete(key);
    return features;
  }
}

async function isScript(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => null);
  // Executable but not readable: it can only be a binary.
  if (handle === null) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.toString('latin1') === '#!';
  } finally {
    await handle.close();
  }
}
