import type { FleetConfig } from '../../core/config.ts';
import { FleetError } from '../../core/errors.ts';
import { Emitter, toDisposable, type Disposable, type Event } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import { fleetFilePath, loadFleetConfig, parseFleetText, readFleetText } from './load.ts';
import type { Environment } from './resolve.ts';
import { watchPath } from './watchPath.ts';

/** The fleet's configuration over time: what was last read well, and why a newer file is not in use. */
export class FleetConfigSource implements Disposable {
  readonly #env: Environment;
  readonly #logger: Logger;
  readonly #changes: Emitter<void>;
  #config: FleetConfig;
  #problem: FleetError | null;
  #watcher: Disposable | null = null;
  #users = 0;
  /** Reads come one after the other, so that an older one never overtakes. */
  #reading: Promise<void> = Promise.resolve();

  private constructor(env: Environment, logger: Logger, config: FleetConfig, problem: FleetError | null) {
    this.#env = env;
    this.#logger = logger;
    this.#config = config;
    this.#problem = problem;
    this.#changes = new Emitter((error) => logger.error('A listener of the configuration failed.', error));
  }

  /** Reads the fleet file once. Never rejects; see `problem()`. */
  static async open(env: Environment, logger: Logger): Promise<FleetConfigSource> {
    const { config, problem } = await loadFleetConfig(env);
    if (problem !== null) logger.warn(problem.message);
    return new FleetConfigSource(env, logger, config, problem);
  }

  current(): FleetConfig {
    return this.#config;
  }

  problem(): FleetError | null {
    return this.#problem;
  }

  /** Fires when the configuration or the problem became another one, not whenever the file was touched. */
  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** Follows the file until the last handle is disposed. */
  watch(): Disposable {
    this.#users += 1;
    this.#watcher ??= watchPath(
      fleetFilePath(this.#env),
      () => void this.reload(),
      (error) => this.#logger.error('The fleet file cannot be watched.', error),
    );
    return toDisposable(() => {
      this.#users -= 1;
      if (this.#users === 0) this.#stopWatching();
    });
  }

  /** Reads the file again, now. Never rejects. */
  reload(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#read());
    return this.#reading;
  }

  dispose(): void {
    this.#stopWatching();
    this.#changes.dispose();
  }

  #stopWatching(): void {
    this.#watcher?.dispose();
    this.#watcher = null;
  }

  async #read(): Promise<void> {
    let config = this.#config;
    let problem: FleetError | null = null;
    try {
      ({ config } = await parseFleetText(await readFleetText(this.#env), this.#env));
    } catch (error) {
      problem = FleetError.from(error, 'The fleet file cannot be read.');
    }
    if (sameConfig(config, this.#config) && problem?.message === this.#problem?.message) return;
    if (problem !== null) this.#logger.warn(problem.message);
    this.#config = config;
    this.#problem = problem;
    this.#changes.fire();
  }
}

function sameConfig(one: FleetConfig, other: FleetConfig): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
