import { FleetError } from '../../../core/errors.ts';

/** Git processes of this program at the same time, in all: more would not be done sooner, and the person's own work waits. */
const MOST_AT_ONCE = 4;
/** Of them for what nobody asked for and waits for: looks of the panel at what may have changed. */
const MOST_IN_BACKGROUND = 3;

export type GitLane = 'asked' | 'background';

interface Waiting {
  readonly lane: GitLane;
  readonly begin: () => void;
}

/** Gives out the turns for git processes, in the order of the calls; what a person waits for goes before a look. */
export class GitTurns {
  readonly #waiting: Waiting[] = [];
  readonly #running: Record<GitLane, number> = { asked: 0, background: 0 };

  /**
   * Runs `work` when it is its turn. A turn is one process and waits for nothing else of ours, so turns never wait for each
   * other in a circle. @throws FleetError `cancelled` when `signal` ends the waiting
   */
  async run<T>(work: () => Promise<T>, lane: GitLane = 'asked', signal?: AbortSignal): Promise<T> {
    await this.#turn(lane, signal);
    try {
      return await work();
    } finally {
      this.#running[lane] -= 1;
      this.#next();
    }
  }

  async #turn(lane: GitLane, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) throw cancelled();
    await new Promise<void>((resolve, reject) => {
      const one: Waiting = {
        lane,
        begin: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        reject(cancelled());
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(one);
      this.#next();
    });
  }

  #next(): void {
    for (const lane of ['asked', 'background'] as const)
      while (this.#isFree(lane)) {
        const at = this.#waiting.findIndex((one) => one.lane === lane);
        const [one] = at === -1 ? [] : this.#waiting.splice(at, 1);
        if (one === undefined) break;
        // Counted here, so that nobody comes in between.
        this.#running[lane] += 1;
        one.begin();
      }
  }

  #isFree(lane: GitLane): boolean {
    const { asked, background } = this.#running;
    return asked + background < MOST_AT_ONCE && (lane === 'asked' || background < MOST_IN_BACKGROUND);
  }
}

export function cancelled(): FleetError {
  return new FleetError('cancelled', 'It was stopped before it was done.');
}

/** The one place through which every git process of this program goes. */
export const gitTurns = new GitTurns();
