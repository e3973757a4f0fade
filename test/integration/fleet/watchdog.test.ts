import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Fleet } from '../../../src/core/fleetApi.ts';
import type { WatchdogPolicy } from '../../../src/core/watchdog/watchdog.ts';
import { checkout, node24 } from '../../host/paths.ts';
import { scriptLine } from '../../model/index.ts';
import type { StepInput } from '../../model/index.ts';
import { is, LEAD, START, until, useRig } from './rig.ts';
import { patientClient } from '../mcp/patientClient.ts';

/** The watchdog on real Codex: as the command line, as a tool, and in a process that has only just come. */

const rig = useRig('watchdog');

const POLICY: WatchdogPolicy = {
  idleSeconds: 1,
  graceSeconds: 1,
  action: 'interrupt',
  requireLease: true,
  manageUnclaimed: false,
  dryRun: false,
};

const watch = async (change: Partial<WatchdogPolicy> = {}, fleet: Fleet = rig.fleet) =>
  (await fleet.watchdog('a', { ...POLICY, ...change }, LEAD)).decision.state;

const say = async (...steps: readonly StepInput[]) =>
  rig.fleet.send('a', { text: scriptLine([...steps]), enter: true, idempotencyKey: null }, LEAD);

/** Time that no event tells of: the state changes by it alone. */
const becomes = async (state: string, change: Partial<WatchdogPolicy> = {}, fleet?: Fleet) =>
  expect.poll(() => watch(change, fleet), { interval: 200 }).toBe(state);

/** Whatever a test left behind is over before the next. */
async function end(): Promise<void> {
  rig.world.model.freeze(false);
  rig.world.model.release();
  await rig.fleet.interrupt('a', { force: false }, LEAD);
  await until(rig.fleet, 'a', (snapshot) => snapshot.model.turn === null);
  rig.fleet.markLooked('a');
}

interface Run {
  readonly code: number;
  readonly out: string;
}

async function cli(...words: readonly string[]): Promise<Run> {
  // As the systemd unit calls it: an owner of its own that stays the same from run to run.
  const env = { ...rig.world.env, CODEX_MASTER_MCP_INSTANCE_ID: 'codex-master-watchdog' };
  return new Promise((resolve) => {
    const entry = path.join(checkout, 'src/cli/main.ts');
    const child = execFile(
      node24,
      [entry, ...words, '--json'],
      { env, cwd: rig.world.workspace },
      (_e, out) => resolve({ code: child.exitCode ?? -1, out }),
    );
  });
}

async function watchByCli(...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, out } = await cli('watchdog', 'a', '--idle-seconds', '1', ...words);
  expect(code).toBe(0);
  const { results } = JSON.parse(out) as { readonly results: readonly Readonly<Record<string, unknown>>[] };
  return results[0] ?? {};
}

beforeAll(async () => {
  await rig.fleet.start('a', START, LEAD);
  await until(rig.fleet, 'a', is('idle'));
});

afterEach(end);

describe('an Agentin whose model does not answer', () => {
  it('is asked for a report, given the grace, and interrupted', async () => {
    rig.world.model.freeze(true);
    await say({ do: 'say', text: 'never' });
    await becomes('would_request_report', { dryRun: true });
    const asked = await rig.fleet.watchdog('a', POLICY, LEAD);
    expect(asked).toMatchObject({
      decision: { state: 'report_requested' },
      activitySource: 'app_server_events',
      report: { steered: true, report: { delivery: { state: 'accepted' } } },
    });
    expect(await watch({ graceSeconds: 600 })).toBe('waiting_for_report');
    await becomes('action_sent');
    await until(rig.fleet, 'a', is('idle'));
    expect(await watch()).toBe('skipped_nothing_running');
    expect(rig.fleet.peek('a', LEAD).meta?.watchdog).toBeNull();
  });

  it('is left to herself once she answers the request, and the answer is noted', async () => {
    await say({ do: 'stall' });
    await becomes('would_request_report', { dryRun: true });
    // The word into the running turn gets Codex going again: it drops the silent stream and asks the model anew.
    expect(await watch({ graceSeconds: 600 })).toBe('report_requested');
    const { meta } = await until(rig.fleet, 'a', (now) => now.meta?.report?.answeredAtMs !== null);
    expect(meta?.report).toMatchObject({ delivery: { state: 'completed' } });
    expect(await watch()).toBe('skipped_nothing_running');
  });

  it('is watched by the command line alone, process by process', async () => {
    rig.world.model.freeze(true);
    await say({ do: 'say', text: 'never' });
    await becomes('would_request_report', { dryRun: true });
    expect(await watchByCli('--manage-unclaimed')).toMatchObject({
      watchdog_state: 'skipped_not_leased_by_this_server',
      action_taken: 'none',
    });
    // Whoever requires no lease must not type into what another holds either.
    expect(await watchByCli('--no-require-lease')).toMatchObject({ action_taken: 'none' });
    await cli('release', 'a', '--force');
    expect(await watchByCli('--manage-unclaimed', '--report-grace-seconds', '600')).toMatchObject({
      watchdog_state: 'report_requested',
      action_taken: 'report_request',
      activity_source: 'app_server_events',
      report_request: { status: 'report_requested', submitted: true, send_status: 'sent', steered: true },
      next_action_after_seconds: 600,
    });
    expect(await watchByCli('--manage-unclaimed', '--report-grace-seconds', '600')).toMatchObject({
      watchdog_state: 'waiting_for_report',
    });
    expect(await watchByCli('--manage-unclaimed', '--report-grace-seconds', '0', '--dry-run')).toMatchObject({
      watchdog_state: 'would_interrupt',
      action_taken: 'none',
    });
    expect(await watchByCli('--manage-unclaimed', '--report-grace-seconds', '0')).toMatchObject({
      watchdog_state: 'action_sent',
      action_taken: 'interrupt',
      action_result: { status: 'interrupt_sent', lease: { state: 'unclaimed' } },
    });
    await until(rig.fleet, 'a', is('idle'));
  });
});

describe('an Agentin who is not stuck', () => {
  it('is left alone while an approval is open', async () => {
    await say({ do: 'escalate', cmd: 'echo x', justification: 'May I?' }, { do: 'say', text: 'ok' });
    await until(rig.fleet, 'a', is('needs_approval'));
    expect(await watch({ idleSeconds: 1 })).toBe('skipped_waiting_for_approval');
    expect(await watchByCli('--manage-unclaimed', '--no-require-lease')).toMatchObject({
      action_taken: 'none',
    });
    expect(await watch({}, await rig.another())).toBe('skipped_waiting_for_approval');
  });

  it('is left alone while a command runs, by event and by its processes', async () => {
    await say({ do: 'runCommand', cmd: 'sleep 60' }, { do: 'say', text: 'ok' });
    await becomes('skipped_long_command');
    const other = await rig.another();
    await other.status('a', LEAD);
    expect(await watch({}, other)).toBe('skipped_long_command');
  });

  it('is left alone while her model writes a long answer', async () => {
    await say({ do: 'streamSlowly', text: 'word '.repeat(200), chunks: 200, delayMs: 100 });
    await until(rig.fleet, 'a', (snapshot) => snapshot.model.turn?.doing === 'writes');
    // Silent for longer than allowed, as far as items tell: then she is listened to.
    await expect
      .poll(async () => (await rig.fleet.watchdog('a', POLICY, LEAD)).decision.why)
      .toBe('Her model writes or thinks at the moment.');
    expect(rig.fleet.peek('a', LEAD).meta?.watchdog).toBeNull();
  });

  it('is left alone at a limit', async () => {
    await say({ do: 'usageLimit', resetsInSeconds: 3600 });
    await until(rig.fleet, 'a', is('limited'));
    expect(await watch()).toBe('skipped_at_limit');
  });
});

describe('fleet_watchdog and agent_report_request as tools', () => {
  it('answer with the fields of the contract', async () => {
    const env = { ...rig.world.env, CODEX_MASTER_MCP_INSTANCE_ID: LEAD.owner };
    const given = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const transport = new StdioClientTransport({
      command: node24,
      args: [path.join(checkout, 'src/mcp/main.ts')],
      cwd: rig.world.workspace,
      env: Object.fromEntries(given),
    });
    const client = patientClient();
    await client.connect(transport);
    // With the schemas known the client checks every structured result against them.
    await client.listTools();
    const { structuredContent: watched } = await client.callTool({ name: 'fleet_watchdog', arguments: {} });
    expect(watched).toMatchObject({
      status: 'ok',
      idle_seconds: 60,
      report_grace_seconds: 120,
      action: 'interrupt',
      require_lease: true,
      results: [
        { agent: 'a', planned_action: 'interrupt', effective_idle_seconds: null },
        { agent: 'b', running: false, watchdog_state: 'skipped_not_running' },
      ],
    });
    const id = '20260101T000000000000Z-a';
    const { structuredContent: asked } = await client.callTool({
      name: 'agent_report_request',
      arguments: { agent: 'a', assignment_id: id },
    });
    expect(asked).toMatchObject({
      status: 'report_requested',
      assignment_id: id,
      steered: false,
      delivery: { state: 'accepted' },
    });
    const request = await rig.world.model.waitForRequest(({ userText }) => userText.includes(id), 60_000);
    expect(request.userText).toMatch(/^Bitte gib einen kurzen Bericht/);
    await client.close();
  });
});
