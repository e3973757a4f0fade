import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/cli/arguments.ts';
import { bindOperations } from '../../../src/operations/index.ts';

/** The units that a person may enable; `systemd-analyze` reads them in the integration tests. */

const read = (name: string): string =>
  readFileSync(path.resolve(import.meta.dirname, '../../../media/systemd', name), 'utf8');

/** The value of a key that stands once. */
function valueOf(unit: string, key: string): string {
  const values = unit.split('\n').filter((line) => line.startsWith(`${key}=`));
  expect(values).toHaveLength(1);
  return values[0]?.slice(key.length + 1) ?? '';
}

describe('the systemd units of the watchdog', () => {
  const service = read('codex-master-watchdog.service');
  const timer = read('codex-master-watchdog.timer');

  it('call the watchdog as the command line knows it', () => {
    const [program, command, ...words] = valueOf(service, 'ExecStart').split(' ');
    expect([program, command]).toEqual(['%h/.local/bin/codex-master-mcp', 'watchdog']);
    const bound = bindOperations(['a', 'b']).get('fleet_watchdog');
    if (bound === undefined) throw new Error('there is no watchdog');
    expect(parseCommandLine(bound, words).args).toEqual({
      agent: 'all',
      idle_seconds: 60,
      poll_interval_seconds: 15,
      report_grace_seconds: 120,
      action: 'interrupt',
      manage_unclaimed: true,
    });
  });

  it('keep one owner from run to run, and leave alone what Agentinnen need', () => {
    expect(valueOf(service, 'Type')).toBe('oneshot');
    expect(valueOf(service, 'Environment')).toBe('CODEX_MASTER_MCP_INSTANCE_ID=codex-master-watchdog');
    // tmux has its sockets in /tmp, running commands are seen in /proc, V8 writes code to run.
    expect(service).not.toMatch(/^(?:PrivateTmp|ProtectProc|PrivateUsers|MemoryDenyWriteExecute)=/m);
  });

  it('come every 15 seconds', () => {
    expect([valueOf(timer, 'OnBootSec'), valueOf(timer, 'OnUnitActiveSec')]).toEqual(['15s', '15s']);
    expect(valueOf(timer, 'Persistent')).toBe('false');
    expect(valueOf(timer, 'WantedBy')).toBe('timers.target');
  });
});
