import type { AssignmentRecord } from '../../../../src/core/assignment/assignment.ts';
import type { Delivery, KeyedDelivery } from '../../../../src/core/assignment/delivery.ts';
import type { AgentMeta } from '../../../../src/core/ports.ts';

export function assignment(change: Partial<AssignmentRecord> = {}): AssignmentRecord {
  return {
    assignmentId: '20260102T030405000000Z-a',
    createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    role: 'worker',
    name: 'Tidy up',
    model: null,
    scope: ['src'],
    writePaths: ['src/auth'],
    enforcement: 'os_sandbox',
    delivery: { state: 'accepted', turnId: 'turn-1' },
    profileName: 'cm_1',
    acceptance: { commands: [['npm', 'test', "it's"]], by: 'lead' },
    preparedPaths: ['/project/src/auth'],
    restored: false,
    facts: {
      skill: { requested: 'tdd', available: true, matchCount: 1 },
      contextCount: 2,
      forbiddenCount: 1,
      allowSubagents: false,
      promptChars: 12,
      submitted: true,
      leaseExpiresAtMs: Date.UTC(2026, 0, 2, 3, 34, 5),
    },
    ledgerState: null,
    ...change,
  };
}

export function keyed(key: string, delivery: Delivery): KeyedDelivery {
  return {
    key,
    clientKey: `mark-${key}`,
    viaServer: true,
    fingerprint: '0badcafe',
    notedAtMs: 1000,
    delivery,
  };
}

export function agentMeta(change: Partial<AgentMeta> = {}): AgentMeta {
  return {
    startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    runId: '20260102T030405678000Z-a',
    cwd: '/project',
    threadId: 'thread-1',
    control: 'app-server',
    controlWhy: null,
    rawLogPath: null,
    model: 'gpt-5.4-mini',
    effort: 'medium',
    expectedUp: true,
    assignment: assignment(),
    deliveries: [keyed('k1', { state: 'accepted', turnId: 'turn-1' }), keyed('k2', { state: 'unconfirmed' })],
    report: {
      requestedAtMs: Date.UTC(2026, 0, 2, 3, 5),
      assignmentId: '20260102T030405000000Z-a',
      delivery: { state: 'completed', turnId: 'turn-1' },
      answeredAtMs: Date.UTC(2026, 0, 2, 3, 6),
    },
    watchdog: {
      requestedAtMs: Date.UTC(2026, 0, 2, 3, 5),
      assignmentId: '20260102T030405000000Z-a',
      plannedAction: 'interrupt',
      rawLogBytes: 2048,
      rawLogUpdatedAtMs: Date.UTC(2026, 0, 2, 3, 4),
      idleSeconds: 61,
      idleThresholdSeconds: 60,
      graceSeconds: 120,
    },
    ...change,
  };
}
