import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../../src/core/watchdog/watchdog.ts';
import type {
  WatchdogEvidence,
  WatchdogMarker,
  WatchdogPolicy,
} from '../../../../src/core/watchdog/watchdog.ts';
import { runs } from '../../fuzz/dice.ts';
import { POLICY } from './policy.ts';

const NOW = 10_000_000;
const held = (mine: boolean) =>
  ({
    state: 'held',
    mine,
    expiresAtMs: NOW + 90_000,
    secondsRemaining: 90,
    ttlSeconds: 1800,
    holderEnded: false,
  }) as const;
const expired = {
  state: 'expired',
  mine: false,
  expiresAtMs: 1,
  secondsRemaining: 0,
  ttlSeconds: 60,
  holderEnded: false,
} as const;
const signOf = (secondsAgo: number) =>
  ({ atMs: NOW - secondsAgo * 1000, source: 'app_server_events' }) as const;
const asked = (secondsAgo: number, change: Partial<WatchdogMarker> = {}): WatchdogMarker => ({
  requestedAtMs: NOW - secondsAgo * 1000,
  assignmentId: 'one',
  plannedAction: 'interrupt',
  rawLogBytes: null,
  rawLogUpdatedAtMs: null,
  idleSeconds: 60,
  idleThresholdSeconds: 60,
  graceSeconds: 120,
  ...change,
});
/** One that is held by us, works, and has been silent for ten minutes. */
const SILENT: WatchdogEvidence = {
  running: true,
  control: 'app-server',
  lease: held(true),
  state: 'working',
  untilMs: null,
  approvals: 0,
  questions: 0,
  commands: 0,
  childProcesses: 0,
  lastSign: signOf(600),
  streams: false,
  heldByPerson: false,
  assignmentId: 'one',
  marker: null,
};

type Row = readonly [
  what: string,
  evidence: Partial<WatchdogEvidence>,
  policy: Partial<WatchdogPolicy>,
  state: string,
];

const ROWS: readonly Row[] = [
  ['she does not run', { running: false, state: 'stopped' }, {}, 'skipped_not_running'],
  ['nobody holds her', { lease: { state: 'unclaimed' } }, {}, 'skipped_not_leased_by_this_server'],
  ['her lease is over', { lease: expired }, {}, 'skipped_not_leased_by_this_server'],
  ['another holds her', { lease: held(false) }, {}, 'skipped_not_leased_by_this_server'],
  [
    'another holds her, and leases are not required',
    { lease: held(false) },
    { requireLease: false, manageUnclaimed: true },
    'skipped_not_leased_by_this_server',
  ],
  [
    'her lease is damaged, and leases are not required',
    { lease: { state: 'unreadable' } },
    { requireLease: false },
    'skipped_not_leased_by_this_server',
  ],
  [
    'nobody holds her, managed',
    { lease: { state: 'unclaimed' } },
    { manageUnclaimed: true },
    'report_requested',
  ],
  ['her lease is over, managed', { lease: expired }, { manageUnclaimed: true }, 'report_requested'],
  [
    'nobody holds her, none required',
    { lease: { state: 'unclaimed' } },
    { requireLease: false },
    'report_requested',
  ],
  ['she is at a limit', { state: 'limited' }, {}, 'skipped_at_limit'],
  ['an approval is open', { approvals: 1 }, {}, 'skipped_waiting_for_approval'],
  ['her terminal shows an approval', { state: 'needs_approval' }, {}, 'skipped_waiting_for_approval'],
  ['a question is open', { questions: 1 }, {}, 'skipped_waiting_for_answer'],
  ['her terminal asks', { state: 'needs_input' }, {}, 'skipped_waiting_for_answer'],
  ['it cannot be seen what she does', { state: 'starting' }, {}, 'skipped_insufficient_idle_evidence'],
  ['she is idle', { state: 'idle' }, {}, 'skipped_nothing_running'],
  ['she is done', { state: 'done' }, {}, 'skipped_nothing_running'],
  ['her turn failed', { state: 'error' }, {}, 'skipped_nothing_running'],
  ['nothing tells of her', { lastSign: null }, {}, 'skipped_insufficient_idle_evidence'],
  ['she did something', { lastSign: signOf(59) }, {}, 'active'],
  ['she did something since she was asked', { lastSign: signOf(59), marker: asked(300) }, {}, 'active'],
  ['she runs a command', { commands: 1 }, {}, 'skipped_long_command'],
  ['a process of this turn runs', { childProcesses: 1 }, {}, 'skipped_long_command'],
  ['processes cannot be seen', { childProcesses: null }, {}, 'report_requested'],
  [
    'neither events nor processes can tell',
    { childProcesses: null, control: 'terminal' },
    {},
    'skipped_insufficient_idle_evidence',
  ],
  ['her model was just heard', { streams: true, marker: asked(500) }, {}, 'active'],
  ['a person writes', { heldByPerson: true }, {}, 'skipped_terminal_held_by_person'],
  ['she is silent', {}, {}, 'report_requested'],
  ['she is silent at the very threshold', { lastSign: signOf(60) }, {}, 'report_requested'],
  ['dry, she is silent', {}, { dryRun: true }, 'would_request_report'],
  ['she was asked', { marker: asked(119) }, {}, 'waiting_for_report'],
  ['dry, she was asked', { marker: asked(119) }, { dryRun: true }, 'waiting_for_report'],
  ['she was asked in vain', { marker: asked(120) }, {}, 'action_sent'],
  ['dry, she was asked in vain', { marker: asked(120) }, { dryRun: true }, 'would_interrupt'],
  [
    'to be stopped, asked in vain',
    { marker: asked(120, { plannedAction: 'stop' }) },
    { action: 'stop' },
    'action_sent',
  ],
  ['without grace', { marker: asked(0) }, { graceSeconds: 0 }, 'action_sent'],
  ['asked for another action', { marker: asked(500, { plannedAction: 'stop' }) }, {}, 'report_requested'],
  ['asked for another assignment', { marker: asked(500, { assignmentId: 'two' }) }, {}, 'report_requested'],
  ['asked for none in particular', { marker: asked(500, { assignmentId: null }) }, {}, 'action_sent'],
  ['silent again after an answer', { marker: asked(700), lastSign: signOf(600) }, {}, 'report_requested'],
  ['only to be told', {}, { action: 'none' }, 'no_action'],
  ['dry, only to be told', {}, { action: 'none', dryRun: true }, 'would_none'],
  ['only to be asked', {}, { action: 'report' }, 'report_requested'],
  [
    'only to be asked, in vain',
    { marker: asked(500, { plannedAction: 'report' }) },
    { action: 'report' },
    'no_action',
  ],
];

describe('the watchdog', () => {
  it.each(ROWS)('when %s', (_what, evidence, policy, state) => {
    const decision = decide({ ...POLICY, ...policy }, { ...SILENT, ...evidence }, NOW);
    expect(decision.state).toBe(state);
    expect(decision.why).toMatch(/^[A-Z].+\.$/);
  });

  it('never waits longer than until its decision can change', () => {
    const recheck = (evidence: Partial<WatchdogEvidence>) => {
      const decision = decide(POLICY, { ...SILENT, ...evidence }, NOW);
      return 'recheckAtMs' in decision ? decision.recheckAtMs : 'now';
    };
    expect(recheck({ lastSign: signOf(20) })).toBe(NOW + 40_000);
    expect(recheck({ marker: asked(20) })).toBe(NOW + 100_000);
    expect(recheck({ lease: held(false) })).toBe(NOW + 90_000);
    expect(recheck({ state: 'limited', untilMs: NOW + 7 })).toBe(NOW + 7);
    // Only an event can end these.
    expect(recheck({ state: 'idle' })).toBeNull();
    expect(recheck({ approvals: 1 })).toBeNull();
  });

  it.each([
    ['a sign of life', { lastSign: signOf(1) }, true],
    ['an approval', { approvals: 1 }, true],
    ['rest', { state: 'done' }, true],
    ['a lost connection', { state: 'starting' }, false],
    ["another's lease", { lease: held(false) }, false],
  ] as const)('%s says whether a request is still unanswered', (_what, evidence, dropsMarker) => {
    const decision = decide(POLICY, { ...SILENT, marker: asked(500), ...evidence }, NOW);
    expect(decision).toMatchObject({ kind: 'leave', dropsMarker });
  });
});

const anyLease = fc.oneof(
  fc.constantFrom(held(true), held(false), expired),
  fc.constantFrom({ state: 'unclaimed' } as const, { state: 'unreadable' } as const),
);
const anyMarker = fc.record({
  requestedAtMs: fc.integer({ min: 0, max: 2 * NOW }),
  assignmentId: fc.constantFrom('one', 'two', null),
  plannedAction: fc.constantFrom('interrupt', 'stop', 'release', 'none', 'report', 'dance'),
  rawLogBytes: fc.constant(null),
  rawLogUpdatedAtMs: fc.constant(null),
  idleSeconds: fc.nat(),
  idleThresholdSeconds: fc.nat(),
  graceSeconds: fc.nat(),
});
const anyEvidence: fc.Arbitrary<WatchdogEvidence> = fc.record({
  running: fc.boolean(),
  control: fc.constantFrom('app-server', 'terminal'),
  lease: anyLease,
  state: fc.constantFrom(
    'stopped',
    'starting',
    'idle',
    'done',
    'working',
    'working',
    'working',
    'needs_approval',
    'needs_input',
    'limited',
    'error',
    'lost',
  ),
  untilMs: fc.constant(null),
  approvals: fc.constantFrom(0, 0, 0, 1),
  questions: fc.constantFrom(0, 0, 0, 1),
  commands: fc.constantFrom(0, 0, 0, 1),
  childProcesses: fc.constantFrom(0, 0, 0, 1, null),
  lastSign: fc.oneof(
    fc.constant(null),
    fc.record({
      atMs: fc.integer({ min: 0, max: 2 * NOW }),
      source: fc.constantFrom('app_server_events', 'session_file', 'raw_log'),
    }),
  ),
  streams: fc.constantFrom(false, false, true),
  heldByPerson: fc.boolean(),
  assignmentId: fc.constantFrom('one', null),
  marker: fc.option(anyMarker),
});
const anyPolicy: fc.Arbitrary<WatchdogPolicy> = fc.record({
  idleSeconds: fc.integer({ min: 1, max: 86_400 }),
  graceSeconds: fc.integer({ min: 0, max: 600 }),
  action: fc.constantFrom('interrupt', 'stop', 'release', 'report', 'none'),
  requireLease: fc.boolean(),
  manageUnclaimed: fc.boolean(),
  dryRun: fc.boolean(),
});

/** Whatever the world looks like: what must hold of every decision that does something. */
function whenever(
  check: (policy: WatchdogPolicy, evidence: WatchdogEvidence, kind: 'ask' | 'act') => void,
): void {
  fc.assert(
    fc.property(anyPolicy, anyEvidence, (policy, evidence) => {
      const { kind } = decide(policy, evidence, NOW);
      if (kind === 'ask' || kind === 'act') check(policy, evidence, kind);
    }),
    { numRuns: runs(5000) },
  );
}

describe('whatever the world looks like, the watchdog', () => {
  it('touches nobody who waits for a person, sits at a limit, runs a command, rests or is written to', () => {
    whenever((_policy, evidence) => {
      expect(evidence).toMatchObject({
        running: true,
        state: 'working',
        approvals: 0,
        questions: 0,
        commands: 0,
      });
      expect(evidence.childProcesses ?? 0).toBe(0);
      expect([evidence.heldByPerson, evidence.streams]).toEqual([false, false]);
    });
  });

  it('touches nobody whom another holds', () => {
    whenever((_policy, { lease }) => {
      expect(lease.state).not.toBe('unreadable');
      if (lease.state === 'held') expect(lease.mine).toBe(true);
    });
  });

  it('does nothing dry, and asks nothing when it is only to tell', () => {
    whenever((policy, _evidence, kind) => {
      expect(policy.dryRun).toBe(false);
      expect(policy.action).not.toBe('none');
      if (kind === 'act') expect(policy.action).not.toBe('report');
    });
  });

  it('acts only on one that was asked, has had the grace, and has given no sign of life since', () => {
    whenever((policy, { marker, lastSign }, kind) => {
      if (kind === 'ask') return;
      expect(marker?.plannedAction).toBe(policy.action);
      expect(NOW - (marker?.requestedAtMs ?? NOW)).toBeGreaterThanOrEqual(policy.graceSeconds * 1000);
      expect(lastSign?.atMs).toBeLessThanOrEqual(marker?.requestedAtMs ?? 0);
    });
  });
});
