/** What a page's webview says beside the messages of its kind: whether anybody is there. */
export const PING = 'ping';
/** The answer to whatever a webview says, as soon as it is heard. */
export const HEARD = 'heard';

/** What a page that nobody answers wants to be opened again with: it comes as the argument of a command. */
export interface ReopenWish {
  /** The kind of page, as VS Code knows it. */
  readonly kind: string;
  /** What its webview kept. */
  readonly state: unknown;
  /** Whether it waited for the end of something that may have been done. */
  readonly isAwaiting: boolean;
}
