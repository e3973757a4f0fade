import { describe, expect, it } from 'vitest';
import { operations, tools } from '../../../src/operations/index.ts';
import { VERSION } from '../../../src/operations/version.ts';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { runningFleet } from '../operations/support.ts';
import { cli } from './support.ts';

describe('help', () => {
  it.each(['', '--help', '-h', 'help'])(
    '"%s" names every command and does not open the fleet',
    async (line) => {
      const fleet = new FakeFleet();
      const { code, out } = await cli(fleet, line);
      expect(code).toBe(0);
      for (const operation of operations) expect(out).toContain(`  ${operation.cli.command} `);
      expect(fleet.isDisposed).toBe(false);
    },
  );

  it.each(operations.map(({ cli }) => cli.command))(
    '%s --help shows its usage and flags',
    async (command) => {
      const { code, out } = await cli(new FakeFleet(), `${command} --help`);
      expect(code).toBe(0);
      expect(out).toContain(`Usage: codex-master-mcp ${command}`);
      expect(out).toContain('--json');
    },
  );

  it('names the Agentinnen of the fleet', async () => {
    expect((await cli(new FakeFleet(['a', 'carla']), 'start --help')).out).toContain('a | carla | both');
  });

  it('--version prints the version', async () => {
    expect((await cli(new FakeFleet(), '--version')).out).toBe(VERSION);
  });

  it('tools prints the schemas', async () => {
    const { out } = await cli(new FakeFleet(), 'tools');
    expect(JSON.parse(out)).toHaveLength(tools.length);
  });
});

describe('the fleet', () => {
  it('is disposed at the end, also after a refusal', async () => {
    for (const line of ['status', 'send a x', 'status z']) {
      const fleet = new FakeFleet();
      await cli(fleet, line);
      expect(fleet.isDisposed).toBe(true);
    }
  });

  it('is left when a wait is interrupted', async () => {
    const fleet = await runningFleet('a');
    const interrupt = new AbortController();
    const waiting = cli(fleet, 'wait a', { signal: interrupt.signal });
    await expect.poll(() => fleet.calls).toContain('wait a');
    interrupt.abort();
    expect((await waiting).code).toBe(1);
    expect(fleet.isDisposed).toBe(true);
  });
});
