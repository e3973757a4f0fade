import { withDeed } from '../../../../src/core/agent/deeds.ts';
import type { Deed } from '../../../../src/core/agent/deeds.ts';
import { ledgerEntry } from '../../../../src/core/assignment/assignment.ts';
import type {
  AssignmentRecord,
  LedgerEntry,
  LedgerPage,
} from '../../../../src/core/assignment/assignment.ts';
import type { FleetError } from '../../../../src/core/errors.ts';
import type { TerminalHold } from '../../../../src/core/hold.ts';
import type { LeaseRecord } from '../../../../src/core/lease.ts';
import { Emitter, toDisposable } from '../../../../src/core/lifecycle.ts';
import type { Disposable } from '../../../../src/core/lifecycle.ts';
import type { AgentMeta, FleetStore, RawLogInfo, StateChange } from '../../../../src/core/ports.ts';
import type { WatchdogFinding } from '../../../../src/core/watchdog/watchdogTimers.ts';

/** The state directory in memory; two fleets over one store see each other's writes. */
export class FakeStore implements FleetStore {
  readonly metas = new Map<string, AgentMeta>();
  readonly leases = new Map<string, LeaseRecord | 'unreadable'>();
  readonly holds = new Map<string, TerminalHold>();
  readonly deeds = new Map<string, readonly Deed[]>();
  readonly findings = new Map<string, WatchdogFinding>();
  readonly looks = new Map<string, string>();
  readonly assignments = new Map<string, LedgerEntry>();
  /** The ledger can be neither read nor written for this reason. */
  ledgerProblem: FleetError | null = null;
  /** Nothing can be written any more for this reason. */
  writeProblem: FleetError | null = null;
  readonly logs = new Map<string, string>();
  readonly #changed = new Emitter<StateChange>();
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly onDidChange = this.#changed.event;
  isLed = false;
  held = 0;
  mostHeld = 0;

  async ensure(): Promise<void> {
    await Promise.resolve();
  }

  async readMeta(agentId: string): Promise<AgentMeta | null> {
    return Promise.resolve(this.metas.get(agentId) ?? null);
  }

  async writeMeta(agentId: string, meta: AgentMeta): Promise<void> {
    if (this.writeProblem !== null) throw this.writeProblem;
    this.metas.set(agentId, meta);
    await Promise.resolve();
    this.#changed.fire({ agentId, what: 'meta' });
  }

  /** In place: possible where nothing new can be written. */
  async noteStopped(agentId: string): Promise<boolean> {
    const meta = this.metas.get(agentId);
    if (meta === undefined) return Promise.resolve(false);
    this.metas.set(agentId, { ...meta, expectedUp: false });
    this.#changed.fire({ agentId, what: 'meta' });
    return Promise.resolve(true);
  }

  watch(): Disposable {
    return toDisposable(() => {});
  }

  async withLock<T>(agentId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(agentId) ?? Promise.resolve();
    const mine = before.then(async () => {
      this.held += 1;
      this.mostHeld = Math.max(this.mostHeld, this.held);
      try {
        return await work();
      } finally {
        this.held -= 1;
      }
    });
    this.#queues.set(
      agentId,
      mine.catch(() => undefined),
    );
    return mine;
  }

  async answering<T>(_agentId: string, work: () => Promise<T>): Promise<T> {
    return work();
  }

  async tryLead(): Promise<Disposable | null> {
    if (this.isLed) return Promise.resolve(null);
    this.isLed = true;
    return Promise.resolve(toDisposable(() => (this.isLed = false)));
  }

  async readLease(agentId: string): Promise<LeaseRecord | null | 'unreadable'> {
    return Promise.resolve(this.leases.get(agentId) ?? null);
  }

  async writeLease(agentId: string, lease: LeaseRecord): Promise<void> {
    if (this.writeProblem !== null) throw this.writeProblem;
    this.leases.set(agentId, lease);
    await Promise.resolve();
    this.#changed.fire({ agentId, what: 'lease' });
  }

  async removeLease(agentId: string): Promise<void> {
    this.leases.delete(agentId);
    await Promise.resolve();
    this.#changed.fire({ agentId, what: 'lease' });
  }

  async readHold(agentId: string): Promise<TerminalHold | null> {
    return Promise.resolve(this.holds.get(agentId) ?? null);
  }

  async writeHold(agentId: string, hold: TerminalHold): Promise<void> {
    if (this.writeProblem !== null) throw this.writeProblem;
    this.holds.set(agentId, hold);
    await Promise.resolve();
    this.#changed.fire({ agentId, what: 'hold' });
  }

  async removeHold(agentId: string): Promise<void> {
    this.holds.delete(agentId);
    await Promise.resolve();
    this.#changed.fire({ agentId, what: 'hold' });
  }

  async readDeeds(agentId: string): Promise<readonly Deed[]> {
    return Promise.resolve(this.deeds.get(agentId) ?? []);
  }

  async noteDeed(agentId: string, deed: Deed): Promise<void> {
    if (this.writeProblem !== null) throw this.writeProblem;
    this.deeds.set(agentId, withDeed(this.deeds.get(agentId) ?? [], deed));
    await Promise.resolve();
    this.#changed.fire({ agentId, what: 'deeds' });
  }

  async readFinding(agentId: string): Promise<WatchdogFinding | null> {
    return Promise.resolve(this.findings.get(agentId) ?? null);
  }

  async writeFinding(agentId: string, finding: WatchdogFinding): Promise<void> {
    if (this.writeProblem !== null) throw this.writeProblem;
    this.findings.set(agentId, finding);
    await Promise.resolve();
    this.#changed.fire({ agentId, what: 'finding' });
  }

  async removeFinding(agentId: string): Promise<void> {
    this.findings.delete(agentId);
    await Promise.resolve();
    this.#changed.fire({ agentId, what: 'finding' });
  }

  async readLook(agentId: string): Promise<string | null> {
    return Promise.resolve(this.looks.get(agentId) ?? null);
  }

  async writeLook(agentId: string, turnId: string): Promise<void> {
    if (this.writeProblem !== null) throw this.writeProblem;
    this.looks.set(agentId, turnId);
    await Promise.resolve();
    this.#changed.fire({ agentId, what: 'look' });
  }

  async createRawLog(runId: string): Promise<string> {
    const path = `raw/${runId}.log`;
    this.logs.set(path, '');
    return Promise.resolve(path);
  }

  async rawLogInfo(path: string): Promise<RawLogInfo | null> {
    const text = this.logs.get(path);
    return Promise.resolve(text === undefined ? null : { bytes: text.length, updatedAtMs: 0 });
  }

  async rawLogTail(path: string, bytes: number): Promise<string> {
    return Promise.resolve((this.logs.get(path) ?? '').slice(-bytes));
  }

  async noteAssignment(agentId: string, record: AssignmentRecord): Promise<void> {
    const problem = this.ledgerProblem ?? this.writeProblem;
    if (problem !== null) throw problem;
    this.assignments.set(record.assignmentId, ledgerEntry(agentId, record));
    await Promise.resolve();
  }

  async readAssignments(limit: number, agentId: string | null): Promise<LedgerPage> {
    if (this.ledgerProblem !== null) throw this.ledgerProblem;
    const all = [...this.assignments.values()];
    const retained = all.filter((entry) => agentId === null || entry.agentId === agentId);
    return Promise.resolve({ entries: retained.slice(-limit), retainedCount: retained.length });
  }
}
