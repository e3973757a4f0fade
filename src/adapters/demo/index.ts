import { randomBytes } from 'node:crypto';
import { lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { toDisposable, type Disposable } from '../../core/lifecycle.ts';
import { watchPath } from '../config/watchPath.ts';
import type { CommandRunner } from '../run.ts';
import { parseJson } from '../store/json.ts';
import { systemClock } from '../clock.ts';
import { isOurs } from '../store/directories.ts';
import { readPrivate, writePrivate } from '../store/files.ts';
import { FileLocks, tryLock } from '../store/locks.ts';
import { serverEnvironment } from '../tmux/server.ts';
import { KEY_VARIABLE, writeDemoFiles } from './files.ts';
import { endModel, isModelThere, startModel, type ModelAddress, type ModelProgram } from './model.ts';
import { demoPlaces, type DemoPlaces } from './places.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface DemoOptions {
  /** See `demoPlaces`. */
  readonly root: string;
  readonly env: Environment;
  readonly runner: CommandRunner;
  /** How to start the model; asked for when one has to be started. */
  readonly program: () => Promise<ModelProgram>;
}

const recordSchema = z.object({
  version: z.literal(1),
  port: z.int().min(1).max(65_535),
  token: z.string().min(32),
  /** For sockets, where the system names no place for them. */
  runtimeDir: z
    .string()
    .refine((folder) => path.isAbsolute(folder))
    .nullable(),
});

type DemoRecord = z.infer<typeof recordSchema>;

const MAX_RECORD_BYTES = 4096;
/** Longer than a model takes to start. */
const LOCK_MS = 30_000;
const locks = new FileLocks(systemClock, LOCK_MS);
const nonce = (): string => randomBytes(6).toString('hex');

/**
 * The demo fleet's own world: homes, fleet file, state, tmux server, sample repository and the scripted model. It outlives
 * windows, and several may share it; `end` ends it for all of them. Nothing in it is the person's own fleet.
 */
export class DemoWorld {
  readonly places: DemoPlaces;
  readonly #options: DemoOptions;
  #runtimeDir: string | null = null;

  constructor(options: DemoOptions) {
    this.#options = options;
    this.places = demoPlaces(options.root);
  }

  /** Has it been opened, and not been ended by any window? */
  async isOn(): Promise<boolean> {
    return (await this.#record()) !== null;
  }

  /**
   * Makes what is missing, starts the model unless it runs, and resolves with the environment of this fleet. Of several
   * windows at once one makes it, and the others find it made.
   */
  async open(): Promise<Environment> {
    return this.#alone(() => this.#open());
  }

  /** Makes sure that the model runs, for as long as the demo is on. */
  async keepAlive(): Promise<void> {
    await this.#alone(async () => {
      if (await this.isOn()) await this.#open();
    });
  }

  /** Ends tmux and the model; call it when the Agentinnen are stopped. Files stay: somebody may have worked in them. */
  async end(): Promise<void> {
    await this.#alone(() => this.#end());
  }

  /** For one window alone at a time: the right to let its Agentinnen begin, until it is disposed. Null: another one does. */
  async takeTurn(): Promise<Disposable | null> {
    await this.#makeRoot();
    return tryLock(this.places.turnLock);
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    await this.#makeRoot();
    return locks.run(this.places.lock, work);
  }

  async #makeRoot(): Promise<void> {
    await mkdir(this.places.root, { recursive: true, mode: 0o700 });
  }

  async #open(): Promise<Environment> {
    const before = await this.#record();
    const runtimeDir = await this.#runtimeFolder(before);
    const address = await this.#model(before);
    const record: DemoRecord = { version: 1, ...address, runtimeDir };
    if (JSON.stringify(record) !== JSON.stringify(before)) {
      await writePrivate(this.places.record, `${JSON.stringify(record)}\n`, nonce);
    }
    await writeDemoFiles(this.places, address.port, this.#options.runner);
    this.#runtimeDir = runtimeDir;
    return this.#environment();
  }

  async #end(): Promise<void> {
    const record = await this.#record();
    await rm(this.places.record, { force: true });
    const args = ['-L', this.places.tmuxSocket, 'kill-server'];
    const env = serverEnvironment(this.#environment());
    await this.#options.runner.run({
      file: 'tmux',
      args,
      env,
      cwd: '/',
      timeoutMs: 5000,
      maxOutputBytes: 1000,
    });
    if (record === null) return;
    await endModel(record);
    if (record.runtimeDir !== null) await rm(record.runtimeDir, { recursive: true, force: true });
  }

  /** Calls when another window ended the demo. */
  onEnded(listener: () => void): Disposable {
    let isOver = false;
    const look = async (): Promise<void> => {
      if (isOver || (await this.isOn())) return;
      isOver = true;
      listener();
    };
    const watching = watchPath(
      this.places.record,
      () => void look(),
      () => {},
    );
    return toDisposable(() => {
      isOver = true;
      watching.dispose();
    });
  }

  #environment(): Environment {
    const { CODEX_HOME: _home, ...own } = this.#options.env;
    return {
      ...own,
      [KEY_VARIABLE]: 'scripted',
      CODEX_MASTER_FLEET: this.places.fleetFile,
      CODEX_MASTER_MCP_STATE: this.places.stateDir,
      ...(this.#runtimeDir === null ? {} : { XDG_RUNTIME_DIR: this.#runtimeDir }),
    };
  }

  async #record(): Promise<DemoRecord | null> {
    const text = await readPrivate(this.places.record, MAX_RECORD_BYTES).catch(() => null);
    return text === null ? null : (recordSchema.safeParse(parseJson(text)).data ?? null);
  }

  /** The port stays the same, as the Agentinnen that run know no other. */
  async #model(before: ModelAddress | null): Promise<ModelAddress> {
    if (before !== null && (await isModelThere(before))) return { port: before.port, token: before.token };
    const token = before?.token ?? randomBytes(24).toString('hex');
    const program = await this.#options.program();
    if (before !== null) {
      const port = await startModel(program, before);
      // Taken: by another window that was quicker, or by a stranger.
      if (port !== null || (await isModelThere(before))) return { port: before.port, token };
    }
    const port = await startModel(program, { port: 0, token });
    return { port: port ?? 0, token };
  }

  /** Sockets want a short path; a private folder of the system's own is best, else one in the temporary folder. */
  async #runtimeFolder(before: DemoRecord | null): Promise<string | null> {
    const known = before?.runtimeDir ?? null;
    if (known !== null && (await isPrivate(known))) return known;
    if (path.isAbsolute(this.#options.env['XDG_RUNTIME_DIR'] ?? '')) return null;
    return mkdtemp(path.join(tmpdir(), 'codex-master-demo-'));
  }
}

async function isPrivate(folder: string): Promise<boolean> {
  const stats = await lstat(folder).catch(() => null);
  return stats?.isDirectory() === true && isOurs(stats) && (stats.mode & 0o077) === 0;
}
