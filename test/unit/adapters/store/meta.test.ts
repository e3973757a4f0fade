import { describe, expect, it } from 'vitest';
import { formatMeta, MAX_META_BYTES, parseMeta } from '../../../../src/adapters/store/meta.ts';
import type { Delivery } from '../../../../src/core/assignment/delivery.ts';
import { agentMeta, assignment, keyed } from './support.ts';

function jsonOf(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

describe('a metadata file', () => {
  it('comes back as it was', () => {
    const meta = agentMeta({ rawLogPath: '/state/raw/x.log' });
    expect(parseMeta(formatMeta('a', meta, null))).toEqual(meta);
  });

  it.each<Delivery>([
    { state: 'accepted', turnId: 't' },
    { state: 'failed', turnId: 't', reason: 'usage_limit' },
    { state: 'interrupted', turnId: 't' },
    { state: 'submitted' },
    { state: 'unconfirmed' },
  ])('keeps a delivery that is $state', (delivery) => {
    const meta = agentMeta({ assignment: assignment({ delivery, role: 'explorer', profileName: null }) });
    expect(parseMeta(formatMeta('a', meta, null))).toEqual(meta);
  });

  it("has the reference's keys beside ours, and a version", () => {
    expect(jsonOf(formatMeta('a', agentMeta({ rawLogPath: '/state/raw/x.log' }), null))).toMatchObject({
      version: 1,
      agent: 'a',
      backend: 'tmux',
      started_at_utc: '2026-01-02T03:04:05.678Z',
      run_id: '20260102T030405678000Z-a',
      cwd: '/project',
      raw_log: '/state/raw/x.log',
      raw_log_policy: 'local_only_bounded_not_returned_by_default',
      raw_log_max_bytes: 5242880,
      thread_id: 'thread-1',
      expected_up: true,
      assignment: { role: 'arbeitsbiene' },
    });
  });

  it('keeps keys that are not ours when it is written again', () => {
    const previous = JSON.stringify({ watchdog: { phase: 'report_requested' }, label: 'm', cwd: '/old' });
    const text = formatMeta('a', agentMeta(), previous);
    expect(jsonOf(text)).toMatchObject({
      watchdog: { phase: 'report_requested' },
      label: 'm',
      cwd: '/project',
    });
    expect(jsonOf(formatMeta('a', agentMeta(), text))).toMatchObject({
      watchdog: { phase: 'report_requested' },
    });
  });

  it('that the reference left is read for what it says', () => {
    const text = JSON.stringify({
      agent: 'a',
      backend: 'tmux',
      label: 'Codex Agentin A',
      session: 'codex_agent_a_mcp',
      cwd: '/project',
      args: ['--yolo'],
      started_at_utc: '2026-07-17T12:00:00.000000+00:00',
      run_id: '20260717T120000000000Z-a',
      raw_log: '/state/raw/20260717T120000000000Z-a.log',
    });
    expect(parseMeta(text)).toEqual({
      startedAtMs: Date.UTC(2026, 6, 17, 12),
      runId: '20260717T120000000000Z-a',
      cwd: '/project',
      threadId: null,
      control: null,
      controlWhy: null,
      rawLogPath: '/state/raw/20260717T120000000000Z-a.log',
      model: null,
      effort: null,
      expectedUp: false,
      assignment: null,
      deliveries: [],
      report: null,
      watchdog: null,
    });
  });

  it('loses a damaged value alone, not the others', () => {
    const damaged = {
      cwd: 7,
      thread_id: 't',
      control: 'telepathy',
      assignment: { role: 'queen' },
      deliveries: 'x',
    };
    expect(parseMeta(JSON.stringify(damaged))).toMatchObject({
      cwd: null,
      threadId: 't',
      control: null,
      assignment: null,
      deliveries: [],
    });
  });

  it.each(['', '{', '[]', 'null', '"text"'])('with the text %j is damaged', (text) => {
    expect(parseMeta(text)).toBeNull();
  });

  it.each(['1.5', '1e18', '-1'])('counts no %s characters, which no schema of ours allows', (count) => {
    const text = formatMeta('a', agentMeta(), null).replace(/("prompt_chars": )\d+/, `$1${count}`);
    expect(text).toContain(`"prompt_chars": ${count}`);
    expect(parseMeta(text)?.assignment).toEqual({ ...assignment(), facts: null });
  });

  it('remembers the newest deliveries only', () => {
    const deliveries = Array.from({ length: 80 }, (_, at) => keyed(`k${at}`, { state: 'typed' }));
    const kept = parseMeta(formatMeta('a', agentMeta({ deliveries }), null))?.deliveries;
    expect(kept).toHaveLength(50);
    expect(kept?.at(-1)).toEqual(keyed('k79', { state: 'typed' }));
  });

  it('keeps to 64 KiB and keeps what restoring the base needs', () => {
    const many = Array.from({ length: 50 }, (_, at) => `${at}/${'ü'.repeat(990)}`);
    const meta = agentMeta({
      assignment: assignment({ scope: many, writePaths: many, preparedPaths: ['/p/x'] }),
    });
    const text = formatMeta('a', meta, JSON.stringify({ label: 'kept' }));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_META_BYTES);
    expect(jsonOf(text)).toMatchObject({ label: 'kept', assignment: { lists_cut: true } });
    expect(parseMeta(text)?.assignment).toMatchObject({
      scope: [],
      writePaths: [],
      profileName: 'cm_1',
      preparedPaths: ['/p/x'],
      delivery: { state: 'accepted', turnId: 'turn-1' },
    });
  });

  it('lets go of foreign keys, and of paths to clean up, before it grows too large', () => {
    const meta = agentMeta({
      assignment: assignment({ preparedPaths: ['p'.repeat(60_000), 'q'.repeat(10_000)] }),
    });
    const text = formatMeta('a', meta, JSON.stringify({ label: 'x'.repeat(60_000) }));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_META_BYTES);
    expect(jsonOf(text)).not.toHaveProperty('label');
    expect(parseMeta(text)?.assignment).toMatchObject({ preparedPaths: [], profileName: 'cm_1' });
  });
});
