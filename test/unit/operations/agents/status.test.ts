import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { START_MS } from '../../fakes/fleet/fakeAgents.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { call, good, results, runningFleet } from '../support.ts';

/** The 31 keys of the reference contract §1.2. */
const CONTRACT_KEYS = (
  'agent,label,backend,running,session,pid,home,home_kind,runner,runner_state,started_at_utc,cwd,cwd_state,model,' +
  'model_reasoning_effort,lease,last_assignment,tui_context,limit_state,response_state,raw_log,raw_log_bytes,' +
  'raw_log_updated_at_utc,raw_log_idle_seconds,raw_log_max_bytes,raw_log_policy,raw_log_path_valid,home_process_count,' +
  'home_external_process_count,home_external_processes_truncated,raw_output'
).split(',');

async function statusOf(fleet: FakeFleet, agent = 'a'): Promise<Readonly<Record<string, unknown>>> {
  const [entry] = results(await call(fleet, 'agent_status', { agent }));
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

const limited = {
  type: 'turnEnded',
  turn: {
    turnId: 'turn-1',
    outcome: 'failed',
    failure: { kind: 'usage_limit', codexKind: 'usageLimitExceeded', untilMs: null, model: null },
    endedAtMs: START_MS,
  },
} as const;

describe('agent_status', () => {
  it('has every key of the contract and ours, and no path', async () => {
    const fleet = await runningFleet('a');
    const status = await statusOf(fleet);
    expect(CONTRACT_KEYS).toHaveLength(31);
    expect(Object.keys(status)).toEqual(expect.arrayContaining(CONTRACT_KEYS));
    expect(Object.keys(status)).toEqual(
      expect.arrayContaining(['control', 'thread_id', 'activity', 'tokens', 'rate_limits', 'pending']),
    );
    expect(JSON.stringify(status)).not.toContain('/private');
  });

  it('shows a fleet of which nothing runs', async () => {
    const status = await statusOf(new FakeFleet());
    expect(status).toMatchObject({
      agent: 'a',
      label: 'Codex Agentin A',
      name: 'Mila',
      running: false,
      pid: null,
      started_at_utc: null,
      cwd_state: 'not_set',
      tui_context: 'not_running',
      response_state: { state: 'not_running' },
      limit_state: { limited: false, window: 'none', kind: 'none', model_pool: 'none' },
      raw_log: null,
      raw_log_bytes: null,
      activity: { state: 'stopped' },
      tokens: null,
      rate_limits: null,
      last_assignment: null,
    });
  });

  it('shows one that waits for her first task', async () => {
    expect(await statusOf(await runningFleet('a'))).toMatchObject({
      running: true,
      pid: 101,
      started_at_utc: '2026-01-01T00:00:00.000Z',
      tui_context: 'starter_placeholder',
      response_state: { state: 'running_tui_starter_context', idle_threshold_seconds: 300 },
      activity: { state: 'idle', since_utc: '2026-01-01T00:00:00.000Z', source: 'app-server' },
    });
  });

  it('shows one that works, then one that finished, then one that has long been idle', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'turnStarted', turnId: 'turn-1', startedAtMs: START_MS });
    expect(await statusOf(fleet)).toMatchObject({
      tui_context: 'unknown',
      response_state: { state: 'running_recent_output' },
      activity: { state: 'working' },
    });
    fleet.finishes('a');
    expect(await statusOf(fleet)).toMatchObject({
      tui_context: 'unknown',
      response_state: { state: 'running_recent_output' },
      activity: { state: 'done' },
    });
    fleet.nowMs += 300_000;
    expect(await statusOf(fleet)).toMatchObject({
      response_state: { state: 'running_idle' },
      raw_log_idle_seconds: 300,
    });
  });

  it('shows a usage limit with its window, its model and when it ends', async () => {
    const fleet = await runningFleet('a');
    const primary = { usedPercent: 100, windowMinutes: 300, resetsAtMs: START_MS + 3_600_000 };
    fleet.happens('a', { type: 'turnStarted', turnId: 'turn-1', startedAtMs: START_MS }, limited, {
      type: 'rateLimits',
      rateLimits: { primary, secondary: { usedPercent: 20, windowMinutes: 10_080, resetsAtMs: null } },
    });
    fleet.happens('a', { type: 'threadStatus', status: { kind: 'idle' } });
    expect(await statusOf(fleet)).toMatchObject({
      activity: { state: 'limited', until_utc: '2026-01-01T01:00:00.000Z' },
      response_state: { state: 'blocked_by_limit' },
      limit_state: {
        limited: true,
        window: '5h',
        kind: 'usage',
        model: 'default-model',
        model_source: 'session_metadata',
        model_pool: 'default_agent_model',
        source: 'reported_by_codex',
        resets_at_utc: '2026-01-01T01:00:00.000Z',
        evidence: 'not_returned',
      },
      rate_limits: {
        primary: { used_percent: 100, window_minutes: 300, resets_at_utc: '2026-01-01T01:00:00.000Z' },
        secondary: { used_percent: 20, resets_at_utc: null },
      },
    });
  });

  it('counts tokens as a share of the context window', async () => {
    const fleet = await runningFleet('a');
    const tokens = {
      contextUsedTokens: 1234,
      contextWindowTokens: 10_000,
      totalTokens: 5000,
      inputTokens: 4000,
      outputTokens: 1000,
    };
    fleet.happens('a', { type: 'tokens', tokens });
    expect(await statusOf(fleet)).toMatchObject({
      tokens: { context_used_percent: 12.3, total_tokens: 5000 },
    });
    fleet.happens('a', { type: 'tokens', tokens: { ...tokens, contextWindowTokens: null } });
    expect(await statusOf(fleet)).toMatchObject({ tokens: { context_used_percent: null } });
  });

  it('shows what waits for a person by its kind, without its text', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', {
      type: 'pendingOpened',
      item: {
        kind: 'command',
        key: 'k',
        turnId: 't',
        openedAtMs: START_MS,
        command: 'rm -rf secret',
        cwd: '/private',
        reason: null,
      },
    });
    const status = await statusOf(fleet);
    expect(status).toMatchObject({
      pending: [{ kind: 'command', since_utc: '2026-01-01T00:00:00.000Z' }],
      activity: { state: 'needs_approval' },
    });
    expect(JSON.stringify(status)).not.toMatch(/rm -rf|private/);
  });

  it('shows the last assignment without its text', async () => {
    const fleet = await runningFleet('a');
    await call(fleet, 'agent_assign_write', { agent: 'a', task: 'secret task', write_paths: ['src'] });
    const status = await statusOf(fleet);
    expect(status).toMatchObject({
      last_assignment: {
        assignment_id: '20260101T000000000000Z-a',
        created_at_utc: '2026-01-01T00:00:00.000Z',
        role: 'arbeitsbiene',
        model: 'write-model',
        scope_enforcement: 'os_sandbox',
        delivery: { state: 'started', turn_id: 'turn-1' },
      },
      limit_state: {
        role: 'arbeitsbiene',
        assignment_model: 'write-model',
        assignment_model_pool: 'spark_write_model',
      },
    });
    expect(JSON.stringify(status)).not.toContain('secret task');
  });

  it('says why a newer fleet file is not in use, and goes on with the fleet as it is', async () => {
    const fleet = await runningFleet('a');
    fleet.configProblem = new FleetError('config_invalid', 'fleet.json, line 3: agents must be a list.');
    expect(good(await call(fleet, 'agent_status'))).toMatchObject({
      config_problem: { error_code: 'config_invalid', error: 'fleet.json, line 3: agents must be a list.' },
      results: [{ agent: 'a' }, { agent: 'b' }],
    });
  });

  it.each(['agent_status', 'agent_wait'])(
    '%s refuses with the reason when the fleet file gave nobody',
    async (name) => {
      const fleet = new FakeFleet([]);
      fleet.configProblem = new FleetError('config_too_new', 'The fleet file is newer than this program.');
      expect(await call(fleet, name, name === 'agent_wait' ? { agent: 'a' } : {})).toMatchObject({
        ok: false,
        value: { error_code: 'config_too_new' },
      });
    },
  );
});
