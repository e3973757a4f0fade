import type { MessageOf } from '../../src/shared/messages.ts';
import { HEARD, PING } from '../../src/shared/reopen.ts';
import { LostNotice } from './lostNotice.ts';
import { Silence } from './silence.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/**
 * The one way to talk to the extension: sends typed messages and hands over what comes back. What is `kept` is the webview's
 * own and outlives its being hidden and a reload of the window; it may be of another version, so the host checks it. When nobody
 * answers any more the page says so.
 */
export class Host<Sent, Received, Kept = never> {
  readonly #api = acquireVsCodeApi();
  readonly #silence: Silence;

  constructor(root: HTMLElement) {
    const notice = new LostNotice(root, () => ({
      state: this.kept() ?? null,
      isAwaiting: this.#silence.awaiting,
    }));
    this.#silence = new Silence({
      ask: () => this.#api.postMessage({ type: PING, body: {} }),
      onChange: (isSilent) => notice.show(isSilent),
      now: () => performance.now(),
    });
    // Who reads moves the pointer or scrolls: what is read must not be old without a word.
    for (const act of ['focus', 'pointerdown', 'pointermove', 'wheel', 'keydown'])
      window.addEventListener(act, () => this.#silence.acted(), { capture: true, passive: true });
  }

  /** Calls `onMessage` for everything the extension sends. Messages of other origins never reach a webview. */
  listen(onMessage: (message: MessageOf<Received>) => void): void {
    window.addEventListener('message', ({ data }: MessageEvent<MessageOf<Received>>) => {
      this.#silence.heard();
      const { type }: { readonly type: string } = data;
      if (type !== HEARD) onMessage(data);
    });
  }

  send(message: MessageOf<Sent>): void {
    this.#api.postMessage(message);
    this.#silence.said();
  }

  /** Whether the person waits for the end of what was begun. */
  set awaiting(isAwaiting: boolean) {
    this.#silence.awaiting = isAwaiting;
  }

  keep(value: Kept | undefined): void {
    this.#api.setState(value);
  }

  kept(): Kept | undefined {
    return this.#api.getState() as Kept | undefined;
  }
}
