import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { FleetError } from '../../../core/errors.ts';
import { Emitter } from '../../../core/lifecycle.ts';
import type { Transport } from './transport.ts';

export interface StdioCommand {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** An app-server of our own as a child, one message per line (`codex app-server` without `--listen`). */
export function stdioTransport(command: StdioCommand): Transport {
  return new StdioTransport(command);
}

class StdioTransport implements Transport {
  readonly opened: Promise<void>;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #messages = new Emitter<string>();
  readonly #closed = new Emitter<void>();
  readonly onMessage = this.#messages.event;
  readonly onClose = this.#closed.event;

  constructor({ argv, env, cwd }: StdioCommand) {
    const [file = '', ...args] = argv;
    this.#child = spawn(file, args, { env, cwd, stdio: ['pipe', 'pipe', 'ignore'] });
    this.opened = this.#open();
    this.#child.stdin.on('error', () => {}); // the child's end is told by 'close'
    this.#child.on('close', () => this.#closed.fire());
    // What ends its output in the middle ends it: `close` tells of that.
    this.#read().catch(() => this.dispose());
  }

  send(text: string): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${text}\n`);
  }

  dispose(): void {
    this.#child.kill();
  }

  #open(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#child.on('spawn', resolve);
    this.#child.on('error', (cause) => {
      reject(
        new FleetError(
          'codex_disconnected',
          'The app-server cannot be started. Run "codex --version" to see whether Codex starts at all.',
          { cause },
        ),
      );
    });
    promise.catch(() => {});
    return promise;
  }

  async #read(): Promise<void> {
    for await (const line of createInterface({ input: this.#child.stdout })) {
      if (line.trim() !== '') this.#messages.fire(line);
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}
