import type { MessageOf } from '../../src/shared/messages.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/**
 * The one way to talk to the extension: sends typed messages and hands over what comes back. What is `kept` is the webview's
 * own and outlives its being hidden and a reload of the window; it may be of another version, so the host checks it.
 */
export class Host<Sent, Received, Kept = never> {
  readonly #api = acquireVsCodeApi();

  /** Calls `onMessage` for everything the extension sends. Messages of other origins never reach a webview. */
  listen(onMessage: (message: MessageOf<Received>) => void): void {
    window.addEventListener('message', (event: MessageEvent<MessageOf<Received>>) => onMessage(event.data));
  }

  send(message: MessageOf<Sent>): void {
    this.#api.postMessage(message);
  }

  keep(value: Kept | undefined): void {
    this.#api.setState(value);
  }

  kept(): Kept | undefined {
    return this.#api.getState() as Kept | undefined;
  }
}
