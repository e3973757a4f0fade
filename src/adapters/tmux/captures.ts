import type { TmuxCommand } from './command.ts';

/** What fits into one message of the tmux client, with room to spare. */
const MOST_AT_ONCE = 40;

interface Wish {
  readonly target: string;
  readonly resolve: (screen: string) => void;
  readonly reject: (error: unknown) => void;
}

export interface CapturesDeps {
  /** Runs the commands up to the first that fails; returns what they printed. */
  readonly run: (commands: readonly TmuxCommand[]) => Promise<string>;
  /** A word that no screen holds. */
  readonly mark: () => string;
}

/**
 * Reads screens, those that are asked for while tmux answers in one process together: a window that comes to a fleet of
 * fifty asks for as many at once, and each process holds up who starts it.
 */
export class Captures {
  readonly #deps: CapturesDeps;
  readonly #waiting: Wish[] = [];
  #isBusy = false;

  constructor(deps: CapturesDeps) {
    this.#deps = deps;
  }

  /** The text of the pane's screen. */
  read(target: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ target, resolve, reject });
      if (!this.#isBusy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) await this.#readAll(this.#waiting.splice(0, MOST_AT_ONCE));
    this.#isBusy = false;
  }

  /** One that cannot be read keeps the others from being read with it: then each half goes by itself. */
  async #readAll(wishes: readonly Wish[]): Promise<void> {
    try {
      const mark = this.#deps.mark();
      const text = await this.#deps.run(wishes.flatMap(({ target }) => commandsFor(target, mark)));
      const screens = text.split(`${mark}\n`);
      for (const [index, { resolve }] of wishes.entries()) resolve(screens[index] ?? '');
    } catch (error) {
      if (wishes.length > 1) await this.#readHalves(wishes);
      else wishes[0]?.reject(error);
    }
  }

  async #readHalves(wishes: readonly Wish[]): Promise<void> {
    const middle = Math.ceil(wishes.length / 2);
    await this.#readAll(wishes.slice(0, middle));
    await this.#readAll(wishes.slice(middle));
  }
}

function commandsFor(target: string, mark: string): readonly TmuxCommand[] {
  return [
    ['capture-pane', '-p', '-t', target],
    ['display-message', '-p', '-t', target, mark],
  ];
}
