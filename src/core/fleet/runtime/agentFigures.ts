import type { LedgerEntry } from '../../assignment/assignment.ts';
import type { AgentSpec } from '../../config.ts';
import { FleetError } from '../../errors.ts';
import type { AgentSnapshot } from '../../fleetApi.ts';
import type { RawLogInfo } from '../../ports.ts';
import type { FleetDeps } from '../context.ts';

/** How old the count of processes that use a home may be; reading it costs a walk through the process table. */
const PROCESSES_FRESH_MS = 5000;

/** What only a full status shows of an Agentin, read when it is asked for. */
export class AgentFigures {
  readonly #spec: AgentSpec;
  readonly #deps: FleetDeps;
  #rawLog: RawLogInfo | null = null;
  #ledgerEntry: LedgerEntry | null = null;
  #processes: { readonly value: AgentSnapshot['processes']; readonly atMs: number } | null = null;
  #run = 0;

  constructor(spec: AgentSpec, deps: FleetDeps) {
    this.#spec = spec;
    this.#deps = deps;
  }

  /** As last read. */
  get known(): Pick<AgentSnapshot, 'rawLog' | 'processes' | 'ledgerEntry'> {
    const processes = this.#processes?.value ?? null;
    return { rawLog: this.#rawLog, processes, ledgerEntry: this.#ledgerEntry };
  }

  /** Another run begins or ends: who used the home before tells nothing of it. */
  forgetRun(): void {
    this.#run += 1;
    this.#processes = null;
  }

  async read(of: { readonly rawLogPath: string | null; readonly hasAssignment: boolean }): Promise<void> {
    const { store } = this.#deps;
    this.#rawLog = of.rawLogPath === null ? null : await store.rawLogInfo(of.rawLogPath);
    this.#ledgerEntry = of.hasAssignment ? null : await this.#newestInLedger();
    await this.#readProcesses();
  }

  async #readProcesses(): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    const known = this.#processes;
    if (known !== null && nowMs - known.atMs < PROCESSES_FRESH_MS) return;
    const reading = this.#countProcesses(nowMs);
    // A known figure is good enough while the newer one is being read.
    if (known === null) await reading;
    else {
      reading.catch((error: unknown) =>
        this.#deps.logger.error('Counting the processes of a home failed.', error),
      );
    }
  }

  async #newestInLedger(): Promise<LedgerEntry | null> {
    try {
      return (await this.#deps.store.readAssignments(1, this.#spec.id)).entries[0] ?? null;
    } catch (error) {
      if (!FleetError.is(error)) throw error;
      return null;
    }
  }

  async #countProcesses(atMs: number): Promise<void> {
    const run = this.#run;
    const value = await this.#deps.codexHost.externalProcesses(this.#spec.home);
    if (this.#run === run) this.#processes = { value, atMs };
    else if (this.#processes === null) await this.#countProcesses(this.#deps.clock.nowMs());
  }
}
