import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, lead, registerMasterjet } from '../../demo/lead.ts';
import { createDemoWorld, type DemoWorld } from '../../demo/world.ts';
import { checkout, node24 } from '../../host/paths.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

/** Leases of a real lead Codex: who she is to the Masterjet, and that she is over when her Codex is. */

let world: DemoWorld;

beforeAll(async () => {
  world = await createDemoWorld({ root: path.join(checkout, '.test-homes', 'lc') });
  await registerMasterjet(world, 'src/mcp/main.ts');
});

afterAll(async () => {
  await world.dispose();
  await clearFolder(world.root);
});

interface Lease {
  readonly owner: string;
  readonly witnesses?: readonly { readonly pid: number }[];
}

function leaseOnDisk(): Lease {
  const file = path.join(world.env['CODEX_MASTER_MCP_STATE'] ?? '', 'leases/a.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Lease;
}

describe('a lead Codex', () => {
  it('is her conversation, in her tools and in the commands that she runs', async () => {
    const cli = `${node24} ${path.join(checkout, 'src/cli/main.ts')}`;
    const { toolResults } = await lead(world, [
      call('agent_claim', { agent: 'a' }),
      {
        do: 'runCommand',
        cmd: `${cli} lease-status a --json > lease.json 2> lease.err; ${cli} uninstall --json > person.json; echo $CODEX_THREAD_ID > thread`,
      },
      { do: 'runCommand', cmd: `env -u CODEX_THREAD_ID ${cli} uninstall --json > hidden.json` },
      call('agent_lease_status', { agent: 'a' }),
      { do: 'say', text: 'claimed' },
    ]);
    expect(JSON.parse(toolResults[0] ?? '')).toMatchObject({ status: 'claimed' });
    expect(JSON.parse(toolResults.at(-1) ?? '')).toMatchObject({ results: [{ held_by_this_server: true }] });
    const thread = readFileSync(path.join(world.workspace, 'thread'), 'utf8').trim();
    expect(leaseOnDisk().owner).toBe(`codex-thread-${thread}`);
    const seen = readFileSync(path.join(world.workspace, 'lease.json'), 'utf8');
    expect(JSON.parse(seen)).toMatchObject({ results: [{ state: 'held', held_by_this_server: true }] });
    for (const file of ['person.json', 'hidden.json']) {
      const refused = readFileSync(path.join(world.workspace, file), 'utf8');
      expect(JSON.parse(refused)).toMatchObject({ error_code: 'person_required', command: 'uninstall' });
    }
  });

  it('holds nothing any more when her Codex is over', async () => {
    expect(leaseOnDisk().witnesses).toHaveLength(1);
    const { toolResults } = await lead(world, [
      call('agent_lease_status', { agent: 'a' }),
      call('agent_claim', { agent: 'a' }),
      { do: 'say', text: 'mine now' },
    ]);
    expect(JSON.parse(toolResults[0] ?? '')).toMatchObject({
      results: [{ state: 'expired', holder: 'other_server', holder_ended: true }],
    });
    expect(JSON.parse(toolResults[1] ?? '')).toMatchObject({ status: 'claimed_expired' });
  });
});
