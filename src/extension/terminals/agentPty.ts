import { EventEmitter, l10n } from 'vscode';
import type { Pseudoterminal, TerminalDimensions } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import { DisposableStore, MutableDisposable } from '../../core/lifecycle.ts';
import { NOTHING_TYPED, readKeys } from '../../core/typedKeys.ts';
import { errorSentence } from '../messages/errorWords.ts';

/** A program on a terminal of its own, as `src/adapters/pty.ts` opens it. */
export interface PtyProcess extends Disposable {
  readonly onData: Event<string>;
  readonly onExit: Event<unknown>;
  write(data: string): void;
  resize(columns: number, rows: number): void;
}

export interface PtyWish {
  readonly argv: readonly string[];
  readonly columns: number;
  readonly rows: number;
}

export interface AgentPtyOptions {
  /** The Agentin as people call her. */
  readonly title: () => string;
  /** argv that attaches to her TUI; rejects while there is none. */
  readonly command: () => Promise<readonly string[]>;
  readonly open: (wish: PtyWish) => Promise<PtyProcess>;
  /** Hears everything that the terminal sends her: keys and reports. */
  readonly onInput: (data: string) => void;
  /** The view is over: nobody can type any more. */
  readonly onEnded: () => void;
  /** Fires whenever she came up or went down. */
  readonly onDidChangeUp: Event<boolean>;
  /** A view that cannot be opened this way at all (`control_not_available`). */
  readonly onUnavailable: (error: FleetError) => void;
}

/**
 * The Agentin's own TUI as a VS Code terminal. When the view ends it says so and stays; it attaches again by itself
 * when the Agentin comes back, and on any key after a person detached.
 */
export class AgentPty implements Pseudoterminal, Disposable {
  /** Resolves when VS Code has drawn the terminal for the first time. */
  readonly opened: Promise<void>;
  readonly #options: AgentPtyOptions;
  readonly #output = new EventEmitter<string>();
  readonly #name = new EventEmitter<string>();
  readonly #process = new MutableDisposable<DisposableStore>();
  readonly #store = new DisposableStore();
  #running: PtyProcess | undefined;
  /** Unknown until the terminal is shown. A view of a size made up would shrink hers for everybody who looks. */
  #size: TerminalDimensions | undefined;
  #isOpen = false;
  #shown: string;
  #onOpened = (): void => {};
  #isAttaching = false;

  constructor(options: AgentPtyOptions) {
    this.#options = options;
    this.#shown = options.title();
    this.opened = new Promise((resolve) => {
      this.#onOpened = resolve;
    });
    this.#store.add(options.onDidChangeUp((isUp) => this.#onUp(isUp)));
    this.#store.add(this.#process);
  }

  readonly onDidWrite = this.#output.event;
  readonly onDidChangeName = this.#name.event;

  open(size: TerminalDimensions | undefined): void {
    this.#isOpen = true;
    this.#size = size;
    // What was said before VS Code listened is lost, and a tab without a name shows an id of VS Code's own.
    this.#name.fire(this.#shown);
    this.#onOpened();
    void this.#attach();
  }

  close(): void {
    this.dispose();
  }

  handleInput(data: string): void {
    if (this.#running !== undefined) {
      this.#options.onInput(data);
      this.#running.write(data);
    } else if (readKeys(data, NOTHING_TYPED).isTyped) void this.#attach();
  }

  setDimensions(size: TerminalDimensions): void {
    const isFirst = this.#size === undefined;
    this.#size = size;
    if (isFirst) void this.#attach();
    else this.#running?.resize(size.columns, size.rows);
  }

  /** Shows the name on the terminal's tab. */
  rename(name: string): void {
    this.#shown = name;
    this.#name.fire(name);
  }

  dispose(): void {
    this.#isOpen = false;
    this.#running = undefined;
    this.#store.dispose();
    this.#output.dispose();
    this.#name.dispose();
  }

  #onUp(isUp: boolean): void {
    if (isUp && this.#isOpen && this.#running === undefined) void this.#attach();
  }

  async #attach(): Promise<void> {
    if (this.#isAttaching || !this.#isOpen || this.#size === undefined) return;
    this.#isAttaching = true;
    try {
      const argv = await this.#options.command();
      this.#adopt(await this.#options.open({ argv, ...this.#size }));
    } catch (error) {
      this.#onFailure(FleetError.from(error, 'The terminal could not be opened. See the log.'));
    } finally {
      this.#isAttaching = false;
    }
  }

  #adopt(opened: PtyProcess): void {
    const store = new DisposableStore();
    store.add(opened);
    store.add(opened.onData((data) => this.#output.fire(data)));
    store.add(opened.onExit(() => this.#onExit(opened)));
    this.#process.value = store;
    if (!this.#isOpen) return;
    this.#running = opened;
    // The size may have changed while it was being opened.
    if (this.#size !== undefined) opened.resize(this.#size.columns, this.#size.rows);
  }

  #onExit(ended: PtyProcess): void {
    if (this.#running !== ended) return;
    this.#running = undefined;
    this.#process.value = undefined;
    this.#options.onEnded();
    this.#say(
      l10n.t(
        'The view of {0} ended. It comes back by itself when she does; any key tries now.',
        this.#options.title(),
      ),
    );
  }

  #onFailure(error: FleetError): void {
    if (!this.#isOpen) return;
    if (error.code === 'control_not_available') this.#options.onUnavailable(error);
    else if (error.code === 'agent_not_running' || error.code === 'agent_lost') this.#sayThatItWaits();
    else this.#say(l10n.t('{0} Any key tries again.', errorSentence(error)));
  }

  /** As for the terminal profile, which starts her: there is nothing for the person to do but to wait. */
  #sayThatItWaits(): void {
    const title = this.#options.title();
    this.#say(
      l10n.t('{0} is not running. This terminal shows her as soon as she is; any key tries now.', title),
    );
  }

  /** A line of ours, below whatever the screen shows: out of the alternate screen, with a line to itself. */
  #say(text: string): void {
    this.#output.fire(`\u001B[?1049l\u001B[0m\r\n\u001B[2m${text}\u001B[0m\r\n`);
  }
}
