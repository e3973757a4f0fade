import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeFleet } from '../../../src/adapters/nodeFleet.ts';
import { serveWindow } from '../../../src/mcp/window.ts';
import { checkout, node24 } from '../../host/paths.ts';
import { silent, toolAnswer, type ToolAnswer } from '../../unit/mcp/support.ts';
import { clearFolder } from '../../tools/clearFolder.ts';
import { masterjetPlace, MasterjetProcess, type MasterjetEnv } from './masterjet.ts';

/** Leases as leads and a person see them: real processes over one state directory, nobody of whom needs a terminal. */

let root: string;
let env: MasterjetEnv;
let leads: Lead[];
let windows: { dispose(): void }[];

beforeEach(() => {
  ({ root, env } = masterjetPlace('e'));
  leads = [];
  windows = [];
});

afterEach(async () => {
  await Promise.all(leads.map(async (one) => one.killed()));
  for (const window of windows) window.dispose();
  await clearFolder(root);
});

/** A lead's Masterjet process; with a conversation, Codex' own way to name it is used. */
class Lead {
  readonly #process = new MasterjetProcess(env, root);
  readonly client = this.#process.client;
  readonly #meta: object;

  constructor(threadId?: string) {
    this.#meta = threadId === undefined ? {} : { _meta: { threadId, callId: 'c' } };
    leads.push(this);
  }

  async ready(): Promise<this> {
    await this.client.initialize();
    return this;
  }

  send(name: string, args: object = {}, meta: object = this.#meta): number {
    return this.client.send('tools/call', { name, arguments: { agent: 'a', ...args }, ...meta });
  }

  async call(name: string, args: object = {}): Promise<ToolAnswer> {
    const answer = toolAnswer(await this.client.answerTo(this.send(name, args)));
    expect(JSON.stringify(answer)).not.toMatch(/codex-thread|person-|boot|started"/);
    return answer;
  }

  /** Her lease in the words of `agent_lease_status`. */
  async lease(): Promise<Readonly<Record<string, unknown>>> {
    const { value } = await this.call('agent_lease_status');
    return (value['results'] as Readonly<Record<string, unknown>>[])[0] ?? {};
  }

  async killed(): Promise<void> {
    await this.#process.killed();
  }
}

const lead = async (threadId?: string): Promise<Lead> => new Lead(threadId).ready();

interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function commandLine(...words: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(
      node24,
      [path.join(checkout, 'src/cli/main.ts'), ...words],
      { env, cwd: root },
      (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      },
    );
  });
}

const leaseFile = (): string => path.join(root, 's/leases/a.json');
const CONFLICT = { isError: true, value: { error_code: 'agent_lease_held_by_other_client' } };

describe('two leads', () => {
  it('hold one Agentin one after the other', async () => {
    const [one, two] = await Promise.all([lead(), lead()]);
    expect(await one.call('agent_claim', { ttl_seconds: 7200 })).toMatchObject({
      isError: false,
      value: {
        status: 'claimed',
        previous_lease: { state: 'unclaimed' },
        lease: { seconds_remaining: expect.closeTo(7200, -2) as unknown },
      },
    });
    expect(await one.call('agent_claim')).toMatchObject({
      value: { status: 'renewed', lease: { ttl_seconds: 7200 } },
    });
    expect(await two.call('agent_claim')).toMatchObject({
      isError: true,
      value: {
        agent: 'a',
        error_code: 'agent_lease_held_by_other_client',
        retryable: true,
        retry_after_seconds: 30,
        lease_seconds_remaining: expect.any(Number) as unknown,
        lease: { state: 'held', holder: 'other_server', held_by_this_server: false },
        raw_output: 'not_returned',
      },
    });
    expect(await two.call('agent_release')).toMatchObject(CONFLICT);
    expect((await two.call('agent_start')).value).toMatchObject({ results: [CONFLICT.value] });
    expect(await two.call('agent_safe_tail')).toMatchObject(CONFLICT);
    expect(await one.call('agent_release')).toMatchObject({ value: { status: 'released' } });
    expect(await one.call('agent_release')).toMatchObject({ value: { status: 'not_held' } });
    expect(await two.call('agent_claim')).toMatchObject({ value: { status: 'claimed' } });
    expect(await one.call('agent_claim', { force: true })).toMatchObject({ value: { status: 'forced' } });
  });

  it('wait for each other by event, while other calls go on', async () => {
    const [one, two] = await Promise.all([lead(), lead()]);
    await one.call('agent_claim');
    const wish = { wait_seconds: 120, poll_interval_seconds: 900 };
    const waiting = two.send('agent_claim', wish, { _meta: { progressToken: 'p' } });
    await two.client.until(({ method }) => method === 'notifications/progress');
    expect(await two.lease()).toMatchObject({ state: 'held', holder: 'other_server' });
    await one.call('agent_release');
    const { value } = toolAnswer(await two.client.answerTo(waiting));
    // The next look for what makes no event would come after the end of her patience.
    expect(value).toMatchObject({ status: 'claimed', poll_count: expect.any(Number) as unknown });
    expect(await one.call('agent_claim', { wait_seconds: 1 })).toMatchObject(CONFLICT);
  });

  it('take nothing when the wait is cancelled', async () => {
    const [one, two] = await Promise.all([lead(), lead()]);
    await one.call('agent_claim');
    const waiting = two.send('agent_claim', { wait_seconds: 60 }, { _meta: { progressToken: 'p' } });
    await two.client.until(({ method }) => method === 'notifications/progress');
    two.client.notify('notifications/cancelled', { requestId: waiting });
    await two.lease();
    await one.call('agent_release');
    expect(await two.lease()).toMatchObject({ state: 'unclaimed' });
  });
});

describe('a lead who is killed', () => {
  it('holds nothing any more', async () => {
    const [one, two] = await Promise.all([lead(), lead()]);
    await one.call('agent_claim', { ttl_seconds: 7200 });
    await one.killed();
    expect(await two.lease()).toMatchObject({ state: 'expired', holder_ended: true, seconds_remaining: 0 });
    expect(await two.call('agent_claim')).toMatchObject({ value: { status: 'claimed_expired' } });
  });

  it('lets go of whom others wait for', async () => {
    const [one, two] = await Promise.all([lead(), lead()]);
    await one.call('agent_claim');
    const waiting = two.send('agent_claim', { wait_seconds: 60, poll_interval_seconds: 1 });
    await two.lease();
    await one.killed();
    expect(toolAnswer(await two.client.answerTo(waiting)).value).toMatchObject({ status: 'claimed_expired' });
  });

  it('holds nothing through a window either, which knows the process behind the relay', async () => {
    const fleet = await createNodeFleet({ env, defaultCwd: root, logger: silent, clientVersion: '1' });
    const options = { fleet, env, version: '1', folders: () => [root], logger: silent };
    windows.push(await serveWindow(options), fleet);
    const [one, two] = await Promise.all([lead(), lead()]);
    await one.call('agent_claim', { ttl_seconds: 7200 });
    expect(await two.call('agent_claim')).toMatchObject(CONFLICT);
    two.send('agent_claim', { wait_seconds: 60 }, { _meta: { progressToken: 'p' } });
    await two.client.until(({ method }) => method === 'notifications/progress');
    await two.killed();
    await one.call('agent_release');
    // Whoever is gone takes nothing that she waited for.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await one.lease()).toMatchObject({ state: 'unclaimed' });
    await one.call('agent_claim');
    await one.killed();
    const three = await lead();
    expect(await three.call('agent_claim')).toMatchObject({ value: { status: 'claimed_expired' } });
  });
});

describe('a lead in a conversation', () => {
  it('keeps what she holds when her Masterjet is replaced', async () => {
    const [one, two] = await Promise.all([lead('thread-1'), lead('thread-2')]);
    await one.call('agent_claim');
    await one.killed();
    // Her Codex is not known here (it is no ancestor of the process): she may live.
    expect(await two.call('agent_claim')).toMatchObject(CONFLICT);
    const again = await lead('thread-1');
    expect(await again.lease()).toMatchObject({ state: 'held', held_by_this_server: true });
    expect(await again.call('agent_claim')).toMatchObject({ value: { status: 'renewed' } });
  });
});

describe('a person at the command line', () => {
  it('is one holder in all commands, and others respect it', async () => {
    const claim = await commandLine('claim', 'a', '--ttl-seconds', '600', '--json');
    expect(JSON.parse(claim.out)).toMatchObject({ status: 'claimed', lease: { ttl_seconds: 600 } });
    const one = await lead();
    expect(await one.call('agent_claim')).toMatchObject(CONFLICT);
    expect((await commandLine('claim', 'a')).out).toContain('renewed');
    expect(await commandLine('lease-status', 'a', '--json')).toMatchObject({ code: 0 });
    expect((await commandLine('release', 'a')).code).toBe(0);
    await one.call('agent_claim');
    const refused = await commandLine('release', 'a');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('held by another Teamleiterin');
    expect((await commandLine('release', 'a', '--force')).code).toBe(0);
    expect((await commandLine('claim', 'a', '--ttl-seconds', '9000')).code).not.toBe(0);
  });
});

const outside = (): string => path.join(root, 'precious.txt');

describe.each<[string, () => void]>([
  ['garbage', () => writeFileSync(leaseFile(), '{"agent": "a", "owner')],
  ['a link to something else', () => symlinkSync(outside(), leaseFile())],
  ['a folder with something in it', () => mkdirSync(path.join(leaseFile(), 'inner'), { recursive: true })],
  ["another Agentin's lease", () => writeFileSync(leaseFile(), JSON.stringify({ agent: 'b', owner: 'x' }))],
  ['too much', () => writeFileSync(leaseFile(), 'x'.repeat(100_000))],
])('a lease file that is %s', (_, damage) => {
  beforeEach(() => {
    mkdirSync(path.dirname(leaseFile()), { recursive: true, mode: 0o700 });
    writeFileSync(outside(), 'precious');
    damage();
  });

  it.each(['agent_release', 'agent_claim'])(
    'is refused everywhere, and repaired by %s with force',
    async (repair) => {
      const one = await lead();
      const refusal = { error_code: 'could_not_read_agent_lease', retryable: false };
      expect(await one.lease()).toMatchObject({ state: 'unreadable', holder: 'unknown', ttl_seconds: null });
      expect(await one.call('agent_claim')).toMatchObject({ isError: true, value: refusal });
      expect(await one.call('agent_release')).toMatchObject({ isError: true, value: refusal });
      expect((await one.call('agent_start')).value).toMatchObject({ results: [refusal] });
      expect(existsSync(path.join(root, 's/meta/a.json'))).toBe(false);
      expect(await one.call(repair, { force: true })).toMatchObject({
        isError: false,
        value: { previous_lease: { state: 'unreadable' } },
      });
      expect((await one.call('agent_claim')).isError).toBe(false);
      expect(readFileSync(outside(), 'utf8')).toBe('precious');
      const aside = readdirSync(path.dirname(leaseFile())).find((name) => name.endsWith('.aside'));
      if (damage.toString().includes('inner')) expect(aside).toBeDefined();
    },
  );
});
