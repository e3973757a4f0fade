import { MutableDisposable } from '../../../core/lifecycle.ts';
import type { Disposable } from '../../../core/lifecycle.ts';
import type { FleetService } from '../../fleet/fleetService.ts';

/** A page draws what an Agentin plans, changes and says at most this often. */
const SHORTEST_MS = 100;

export interface LiveContentOptions {
  readonly service: FleetService;
  readonly draw: () => void;
  readonly now: () => number;
}

/**
 * What an Agentin plans, changes and says, for a page while somebody sees it: her words are listened to then and not
 * otherwise, and changes are drawn ten times a second at most.
 */
export class LiveContent implements Disposable {
  readonly #options: LiveContentOptions;
  readonly #listening: Disposable;
  readonly #watching = new MutableDisposable<Disposable>();
  #agentId: string | null = null;
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveContentOptions) {
    this.#options = options;
    this.#listening = options.service.onDidChangeContent((agentId) => {
      if (agentId === this.#agentId) this.#drawSoon();
    });
  }

  /** Somebody sees it; may be said again and again. */
  show(agentId: string): void {
    if (agentId === this.#agentId && this.#watching.value !== undefined) return;
    this.#agentId = agentId;
    this.#watching.value = this.#options.service.fleet?.contents.watch(agentId);
  }

  /** Nobody sees it any more. */
  hide(): void {
    this.#agentId = null;
    this.#watching.value = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.hide();
    this.#watching.dispose();
    this.#listening.dispose();
  }

  #drawSoon(): void {
    if (this.#timer !== undefined) return;
    const leftMs = this.#drawnAtMs + SHORTEST_MS - this.#options.now();
    if (leftMs <= 0) {
      this.#draw();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, leftMs);
  }

  #draw(): void {
    this.#drawnAtMs = this.#options.now();
    this.#options.draw();
  }
}
