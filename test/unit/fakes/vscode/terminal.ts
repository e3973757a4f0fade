/** The Pseudoterminal side that the fake terminal talks to. */
interface PtySide {
  readonly onDidWrite: (listener: (data: string) => void) => unknown;
  readonly onDidChangeName?: (listener: (name: string) => void) => unknown;
  open(size: { readonly columns: number; readonly rows: number } | undefined): void;
  close(): void;
  handleInput?(data: string): void;
  setDimensions?(size: { readonly columns: number; readonly rows: number }): void;
}

export interface TerminalOptions {
  readonly name: string;
  readonly pty?: PtySide;
  readonly shellPath?: string;
  readonly shellArgs?: readonly string[];
  readonly location?: unknown;
}

/** A terminal: opens its pseudoterminal when it is shown first, keeps what is written, passes keys on. */
export class FakeTerminal {
  readonly options: TerminalOptions;
  readonly creationOptions: TerminalOptions;
  name: string;
  exitStatus: { readonly reason: number } | undefined;
  readonly typed: string[] = [];
  screen = '';
  shownCount = 0;
  isDisposed = false;
  /** Called as it is shown, before it is opened, as VS Code tells which terminal is in front. */
  onShow = (): void => {};
  readonly #onClosed: () => void;

  constructor(options: TerminalOptions, onClosed: () => void) {
    this.options = options;
    this.creationOptions = options;
    this.name = options.name;
    this.#onClosed = onClosed;
    options.pty?.onDidChangeName?.((name) => {
      this.name = name;
    });
    options.pty?.onDidWrite((data) => {
      this.screen += data;
    });
  }

  show(): void {
    this.shownCount += 1;
    this.onShow();
    if (this.shownCount === 1) this.options.pty?.open({ columns: 100, rows: 30 });
  }

  type(data: string): void {
    this.options.pty?.handleInput?.(data);
  }

  resize(columns: number, rows: number): void {
    this.options.pty?.setDimensions?.({ columns, rows });
  }

  sendText(text: string, execute: boolean): void {
    this.typed.push(execute ? `${text}\n` : text);
  }

  /** VS Code makes it, but nobody has seen it yet. */
  openUnseen(): void {
    this.options.pty?.open(undefined);
  }

  /** Closed by the window as it goes. */
  shutDown(): void {
    this.exitStatus = { reason: 1 };
    this.dispose();
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.options.pty?.close();
    this.#onClosed();
  }
}
