import { activityOf } from '../../../../src/core/agent/activity.ts';
import type { AgentEvent, AgentModel } from '../../../../src/core/agent/agent.ts';
import { unknownAgent } from '../../../../src/core/agent/agent.ts';
import { reduceAgent } from '../../../../src/core/agent/agentReducer.ts';
import type { Delivery } from '../../../../src/core/assignment/delivery.ts';
import type { AgentSpec, FleetConfig } from '../../../../src/core/config.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import type { AgentChange, AgentSnapshot } from '../../../../src/core/fleetApi.ts';
import type { Holder } from '../../../../src/core/lease.ts';
import { Emitter } from '../../../../src/core/lifecycle.ts';
import type { AgentMeta } from '../../../../src/core/ports.ts';
import { FakeContents } from './fakeContents.ts';
import { FakeDeeds } from './fakeDeeds.ts';
import { FakeFindings } from './fakeFindings.ts';
import { configOf } from './fakeFleetParts.ts';
import { FakeHolds } from './fakeHolds.ts';
import { FakeLeases } from './fakeLeases.ts';

/** 2026-01-01T00:00:00.000Z */
export const START_MS = Date.UTC(2026, 0, 1);

/** What a fake fleet knows of one Agentin. */
export interface FakeAgent {
  model: AgentModel;
  meta: AgentMeta | null;
  readonly deliveries: Map<string, Delivery>;
}

/**
 * The Agentinnen of a fleet in memory: what is known of them, and what becomes known. Time stands still until `nowMs` is
 * moved; what Codex would do is said with `happens`.
 */
export class FakeAgents {
  config: FleetConfig;
  configProblem: FleetError | null = null;
  nowMs = START_MS;
  /** What arrived, in order: `start a`, `send b`. */
  readonly calls: string[] = [];
  /** Every call on an Agentin named here is refused with this. */
  readonly refusals = new Map<string, Error>();
  readonly leases = new FakeLeases(() => this.nowMs);
  readonly contents = new FakeContents();
  readonly holds = new FakeHolds(
    () => this.nowMs,
    (agentId) => this.announce(agentId),
  );
  readonly deeds = new FakeDeeds((agentId) => this.announce(agentId));
  readonly findings = new FakeFindings((agentId) => this.announce(agentId));
  readonly #agents = new Map<string, FakeAgent>();
  readonly #configChanges = new Emitter<void>();
  readonly #agentChanges = new Emitter<AgentChange>();
  readonly #endedTurns = new Emitter<{ readonly agentId: string; readonly turnId: string }>();
  constructor(agentIds: readonly string[] = ['a', 'b']) {
    this.config = configOf(agentIds);
  }

  readonly onDidChangeConfig = this.#configChanges.event;
  readonly onDidChangeAgent = this.#agentChanges.event;
  readonly onDidEndTurn = this.#endedTurns.event;

  get hasListeners(): boolean {
    return this.#configChanges.hasListeners || this.#agentChanges.hasListeners;
  }

  changeAgents(agentIds: readonly string[]): void {
    this.config = { ...this.config, agents: configOf(agentIds).agents };
    this.#configChanges.fire();
  }

  /** The fleet file calls her something else. */
  rename(agentId: string, name: string): void {
    const agents = this.config.agents.map((agent) => (agent.id === agentId ? { ...agent, name } : agent));
    this.config = { ...this.config, agents };
    this.#configChanges.fire();
  }

  /** Something becomes known of an Agentin. */
  happens(agentId: string, ...events: readonly AgentEvent[]): void {
    const agent = this.agent(agentId);
    for (const event of events) {
      const before = activityOf(agent.model, this.nowMs);
      agent.model = reduceAgent(agent.model, event, this.nowMs);
      this.#agentChanges.fire({ agentId, before, after: activityOf(agent.model, this.nowMs) });
      if (event.type === 'turnEnded') this.#endedTurns.fire({ agentId, turnId: event.turn.turnId });
    }
  }

  /** Her turn comes to its good end. */
  finishes(agentId: string): void {
    const turnId = this.agent(agentId).model.turn?.turnId ?? 'turn-0';
    const turn = { turnId, outcome: 'completed', failure: null, endedAtMs: this.nowMs } as const;
    this.happens(agentId, { type: 'turnEnded', turn }, { type: 'threadStatus', status: { kind: 'idle' } });
  }

  peek(agentId: string, holder: Holder): AgentSnapshot {
    const { model, meta } = this.agent(agentId);
    return {
      spec: this.spec(agentId),
      model,
      activity: activityOf(model, this.nowMs),
      meta,
      isMetaUnreadable: false,
      lease: this.leases.view(agentId, holder),
      terminal: this.holds.view(agentId, holder),
      deeds: this.deeds.of(agentId),
      finding: this.findings.of(agentId),
      rawLog: meta === null ? null : { bytes: 2048, updatedAtMs: START_MS },
      ledgerEntry: null,
      processes: model.session.kind === 'present' ? { all: 3, external: 0 } : { all: 0, external: 0 },
    };
  }

  protected enter(what: string, agentId: string): FakeAgent {
    this.calls.push(`${what} ${agentId}`);
    const refusal = this.refusals.get(agentId);
    if (refusal !== undefined) throw refusal;
    return this.agent(agentId);
  }

  protected announce(agentId: string): void {
    const activity = activityOf(this.agent(agentId).model, this.nowMs);
    this.#agentChanges.fire({ agentId, before: activity, after: activity });
  }

  protected spec(agentId: string): AgentSpec {
    const spec = this.config.agents.find(({ id }) => id === agentId);
    if (spec === undefined) throw new FleetError('unknown_agent', `There is no Agentin ${agentId}.`);
    return spec;
  }

  protected agent(agentId: string): FakeAgent {
    this.spec(agentId);
    const known = this.#agents.get(agentId);
    if (known !== undefined) return known;
    const model = reduceAgent(
      unknownAgent(agentId, this.nowMs),
      { type: 'session', session: { kind: 'absent' } },
      this.nowMs,
    );
    const agent = { model, meta: null, deliveries: new Map<string, Delivery>() };
    this.#agents.set(agentId, agent);
    return agent;
  }
}
