import type { MessageOf } from '../../src/shared/messages.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The one way to talk to the extension: sends typed messages and hands over what comes back. */
export class Host<Sent, Received> {
  readonly #api = acquireVsCodeApi();

  /** Calls `onMessage` for everything the extension sends. Messages of other origins never reach a webview. */
  listen(onMessage: (message: MessageOf<Received>) => void): void {
    window.addEventListener('message', (event: MessageEvent<MessageOf<Received>>) => onMessage(event.data));
  }

  send(message: MessageOf<Sent>): void {
    this.#api.postMessage(message);
  }
}
