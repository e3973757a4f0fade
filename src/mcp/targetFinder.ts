import { enableCompileCache, flushCompileCache } from 'node:module';
import path from 'node:path';
import { ensurePrivateDirectory, ensureStateRoot } from '../adapters/store/directories.ts';
import { ProcessWitnesses } from '../adapters/witness.ts';
import { stateRoots } from '../adapters/store/root.ts';
import { MutableDisposable, type Disposable } from '../core/lifecycle.ts';
import type { Logger } from '../core/ports.ts';
import { findWindow } from './controlClient.ts';
import { SERVER_INFO } from './identity.ts';
import { stderrLogger } from './log.ts';
import { callerOf, type Caller } from '../operations/holder.ts';
import { hasIdempotencyKey } from './relay.ts';
import type { RpcRequest } from './rpc.ts';
import type { Target } from './target.ts';
import { watchForWindows } from './windowWatch.ts';
import { windowTarget } from './windowTarget.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** By then the server is loaded and its first calls are answered. */
const FLUSH_MS = 3000;

/** Finds who serves the relay's client, and while it serves by itself, a window that opens. */
export class TargetFinder implements Disposable {
  readonly logger: Logger;
  readonly #onWindow: (target: Target) => void;
  readonly #watch = new MutableDisposable();
  readonly #stateRoot: string;
  readonly #cwd: string;
  readonly #caller: () => Caller;
  /** The last window took the connection and closed it without a word: asking it again would go on for ever. */
  #isWindowMute = false;
  #isLooking = false;

  /** `onWindow` hears of a window that opened while the server in this process serves. */
  constructor(env: Environment, onWindow: (target: Target) => void) {
    this.#onWindow = onWindow;
    this.logger = stderrLogger(env['CODEX_MASTER_LOG'] === 'debug');
    this.#stateRoot = stateRoots(env).root;
    this.#cwd = currentDirectory();
    // Only when first asked for: the handshake needs none.
    let caller: Caller | undefined;
    this.#caller = () => (caller ??= findCaller(env));
  }

  async find(): Promise<Target> {
    const window = this.#isWindowMute ? null : await this.#findWindow();
    this.#isWindowMute = false;
    if (window !== null) return window;
    const target = await this.#serveHere();
    this.#watch.value = watchForWindows(this.#stateRoot, () => void this.#lookAgain());
    return target;
  }

  async isRepeatable(request: RpcRequest): Promise<boolean> {
    if (request.method !== 'tools/call' || hasIdempotencyKey(request)) return true;
    const { isReadOnly } = await import('./serve.ts');
    return isReadOnly(request.params?.['name']);
  }

  dispose(): void {
    this.#watch.dispose();
  }

  async #findWindow(): Promise<Target | null> {
    const { version } = SERVER_INFO;
    const hello = { codexMaster: 1, kind: 'mcp', cwd: this.#cwd, caller: this.#caller(), version } as const;
    const window = await findWindow(this.#stateRoot, hello);
    if (window === null) return null;
    this.#watch.value = undefined;
    return windowTarget(window, () => {
      this.#isWindowMute = true;
    });
  }

  async #serveHere(): Promise<Target> {
    this.#cacheCompiledCode();
    const { serveHere } = await import('./serve.ts');
    return serveHere({ caller: this.#caller(), cwd: this.#cwd, logger: this.logger });
  }

  /** Compiled code is code: it may only lie where nobody else can write. */
  #cacheCompiledCode(): void {
    try {
      ensureStateRoot(this.#stateRoot);
      const folder = path.join(this.#stateRoot, 'cache');
      ensurePrivateDirectory(folder);
      enableCompileCache(folder);
      // It is written when the process ends by itself; clients often kill.
      setTimeout(flushCompileCache, FLUSH_MS).unref();
    } catch {
      // Without a cache the start is slower; what is wrong with the state directory each call says.
    }
  }

  async #lookAgain(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const window = await this.#findWindow();
      if (window !== null) this.#onWindow(window);
    } finally {
      this.#isLooking = false;
    }
  }
}

function findCaller(env: Environment): Caller {
  const witnesses = new ProcessWitnesses();
  return callerOf(env, { process: witnesses.own(), client: witnesses.client() });
}

/** A client's directory may have been removed meanwhile; that is for the calls that need it to complain about. */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return path.parse(process.execPath).root;
  }
}
