type Handler<T> = (value: T) => void;

/** A webview panel whose page is played by the test: `says` is what the page sends, `received` what it gets. */
export class FakePanel {
  readonly viewType: string;
  readonly title: string;
  readonly received: { readonly type: string; readonly body: unknown }[] = [];
  iconPath: unknown;
  visible = true;

  /** The one that a person sees is the one they are in. */
  get active(): boolean {
    return this.visible;
  }

  revealCount = 0;
  /** How often it was told that it was heard. */
  heardCount = 0;
  viewColumn = 1;
  isDisposed = false;
  readonly #messages = new Set<Handler<unknown>>();
  readonly #viewStates = new Set<Handler<undefined>>();
  readonly #ends = new Set<Handler<undefined>>();

  constructor(viewType: string, title: string) {
    this.viewType = viewType;
    this.title = title;
  }

  readonly webview = {
    html: '',
    options: {} as unknown,
    cspSource: 'https://webview.test',
    asWebviewUri: (uri: { readonly path: string }) => ({ toString: () => `https://webview.test${uri.path}` }),
    onDidReceiveMessage: (handler: Handler<unknown>) => subscribe(this.#messages, handler),
    postMessage: async (message: { readonly type: string; readonly body: unknown }) => {
      // Whatever is said is answered at once; what a test is about comes after that.
      if (message.type === 'heard') this.heardCount += 1;
      else this.received.push(message);
      return Promise.resolve(true);
    },
  };

  onDidChangeViewState(handler: Handler<undefined>) {
    return subscribe(this.#viewStates, handler);
  }

  onDidDispose(handler: Handler<undefined>) {
    return subscribe(this.#ends, handler);
  }

  reveal(): void {
    this.revealCount += 1;
    this.setVisible(true);
  }

  setVisible(visible: boolean): void {
    if (this.visible === visible) return;
    this.visible = visible;
    for (const handler of this.#viewStates) handler(undefined);
  }

  says(message: unknown): void {
    for (const handler of this.#messages) handler(message);
  }

  dispose(): void {
    this.isDisposed = true;
    for (const handler of this.#ends) handler(undefined);
  }
}

function subscribe<T>(handlers: Set<Handler<T>>, handler: Handler<T>) {
  handlers.add(handler);
  return { dispose: () => handlers.delete(handler) };
}
