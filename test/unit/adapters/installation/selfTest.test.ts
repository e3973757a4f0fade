import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { selfTest, type SelfTestWish } from '../../../../src/adapters/installation/selfTest.ts';
import type { SelfTestResult } from '../../../../src/core/diagnostics/selfTest.ts';
import { scratchFolder } from '../store/support.ts';

let folder: string;

beforeEach(() => {
  folder = scratchFolder();
});

/** Runs a script as the server; `line` holds each request that it reads. */
async function test(onLine: string, change: Partial<SelfTestWish> = {}): Promise<SelfTestResult> {
  const script = path.join(folder, 'server.cjs');
  writeFileSync(
    script,
    `const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
     const hello = (id, change) => say({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18',
       capabilities: {}, serverInfo: { name: 'codex-master-mcp', version: '1.2.3' }, ...change } });
     require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
       const request = JSON.parse(line); ${onLine} });`,
  );
  return selfTest({
    argv: [process.execPath, script],
    env: {},
    ambient: { PATH: process.env['PATH'] },
    serverName: 'codex-master-mcp',
    requiredTool: null,
    ...change,
  });
}

const HELLO = 'if (request.method === "initialize") hello(request.id);';
const TOOLS = `${HELLO} if (request.method === 'tools/list')
  say({ id: request.id, result: { tools: [{ name: 'one' }, { name: 'two' }] } });`;

describe('the self-test', () => {
  it('passes for a server that says who it is, and ends it', async () => {
    expect(await test(HELLO)).toMatchObject({
      ok: true,
      status: 'ok',
      returncode: 0,
      timeout_seconds: 10,
      problem: null,
      version: '1.2.3',
      tool_count: null,
    });
  });

  it('asks for the tools when one is required', async () => {
    expect(await test(TOOLS, { requiredTool: 'two' })).toMatchObject({ ok: true, tool_count: 2 });
    expect(await test(TOOLS, { requiredTool: 'three' })).toMatchObject({
      ok: false,
      status: 'failed',
      problem: 'tool_missing',
      tool_count: 2,
    });
  });

  it('passes over notifications, and answers to others', async () => {
    const chatter = `say({ method: 'notifications/message' }); say({ id: 99, result: {} }); say([]);`;
    expect(await test(chatter + HELLO)).toMatchObject({ ok: true });
  });

  it.each([
    ['wrong_server', 'hello(request.id, { serverInfo: { name: "other", version: "1" } })'],
    ['unsupported_version', 'hello(request.id, { protocolVersion: "1999-01-01" })'],
    ['wrong_answer', 'hello(request.id, { capabilities: 3 })'],
    ['wrong_answer', 'say({ id: request.id, error: { code: -1, message: "no" } })'],
    ['no_message', 'console.log("Starting up…"); hello(request.id)'],
    ['ended_early', 'process.exit(3)'],
    ['too_much_output', 'process.stdout.write("x".repeat(2 * 1024 * 1024))'],
  ] as const)('fails with %s', async (problem, onLine) => {
    expect(await test(onLine)).toMatchObject({ ok: false, status: 'failed', problem });
  });

  it('says with which code a server ended', async () => {
    expect(await test('process.exit(3)')).toMatchObject({ returncode: 3 });
  });

  it('does not wait longer than it was told', async () => {
    expect(await test('', { timeoutMs: 300 })).toMatchObject({
      status: 'timeout',
      returncode: 124,
      timeout_seconds: 0.3,
      problem: 'timed_out',
    });
  });

  it('ends what a hanging server started, and does not wait for one that goes on', async () => {
    const stay = `process.stdin.on('end', () => setInterval(() => {}, 1000));`;
    const result = await test(`${HELLO} ${stay}`);
    expect(result).toMatchObject({ ok: true, returncode: null });
    expect(result.elapsed_ms).toBeLessThan(30_000);
  });

  it('ends early when the caller does not want to wait', async () => {
    const controller = new AbortController();
    const running = test('', { signal: controller.signal });
    controller.abort();
    expect(await running).toMatchObject({ status: 'failed', problem: 'cancelled' });
    expect(await test(HELLO, { signal: controller.signal })).toMatchObject({ problem: 'cancelled' });
  });

  it('is unavailable where there is nothing to start', async () => {
    for (const argv of [[path.join(folder, 'none')], [folder], [], ['a\0b']]) {
      expect(await test('', { argv })).toMatchObject({ status: 'unavailable', problem: 'not_started' });
    }
  });

  it('gives the server what a client gives, and no more', async () => {
    const check = `hello(request.id, { serverInfo: { name: 'codex-master-mcp', version:
      JSON.stringify([process.env.HOME, process.env.SECRET ?? null, process.env.OWN]) } });`;
    const ambient = { PATH: process.env['PATH'], HOME: '/h', SECRET: 's' };
    const { version } = await test(check, { ambient, env: { OWN: 'o' } });
    expect(version).toBe('["/h",null,"o"]');
  });
});
