import { MutableDisposable } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Fleet } from '../../core/fleetApi.ts';
import type { Logger } from '../../core/ports.ts';

/** Opens the control socket over the fleet; src/mcp/control.ts. */
export type OpenControl = (fleet: Fleet) => Promise<Disposable>;

/**
 * Lets leads reach this window's fleet while the window runs. When the socket cannot be had, leads serve themselves:
 * that is logged and nothing else.
 */
export class ControlServer implements Disposable {
  readonly #open: OpenControl;
  readonly #log: Logger;
  readonly #server = new MutableDisposable<Disposable>();
  #isStarted = false;

  constructor(open: OpenControl, log: Logger) {
    this.#open = open;
    this.#log = log;
  }

  /** Opens the socket once; later calls do nothing. */
  async start(fleet: Fleet): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    try {
      this.#server.value = await this.#open(fleet);
    } catch (error) {
      this.#isStarted = false;
      this.#log.error('The control socket could not be opened; leads will serve themselves', error);
    }
  }

  dispose(): void {
    this.#server.dispose();
  }
}
