import { expect, test } from 'vitest';
import { RpcClient } from '../../../../src/adapters/codex/rpc/client.ts';
import { readMessage } from '../../../../src/adapters/codex/rpc/envelope.ts';
import type { Transport } from '../../../../src/adapters/codex/rpc/transport.ts';
import { Emitter } from '../../../../src/core/lifecycle.ts';
import { FakeClock } from '../../fakes/ports/fakeClock.ts';

/** A transport whose other end the test holds. */
class HandTransport implements Transport {
  readonly opened = Promise.resolve();
  readonly sent: string[] = [];
  readonly #messages = new Emitter<string>();
  readonly #closed = new Emitter<void>();
  readonly onMessage = this.#messages.event;
  readonly onClose = this.#closed.event;

  send(text: string): void {
    this.sent.push(text);
  }
  receive(message: unknown): void {
    this.#messages.fire(typeof message === 'string' ? message : JSON.stringify(message));
  }
  dispose(): void {
    this.#closed.fire();
  }
}

function rig() {
  const transport = new HandTransport();
  const clock = new FakeClock();
  const warnings: string[] = [];
  const logger = { debug() {}, info() {}, warn: (text: string) => warnings.push(text), error() {} };
  return { transport, clock, warnings, rpc: new RpcClient(transport, clock, logger) };
}

test('answers find their requests in any order', async () => {
  const { rpc, transport } = rig();
  const first = rpc.request('a', {});
  const second = rpc.request('b', { x: 1 });
  expect(transport.sent).toEqual([
    '{"id":1,"method":"a","params":{}}',
    '{"id":2,"method":"b","params":{"x":1}}',
  ]);
  transport.receive({ id: 2, result: 'two' });
  transport.receive({ id: 1, result: null });
  expect(await Promise.all([first, second])).toEqual([null, 'two']);
});

test('half of a character, which ends the connection with Codex, is told as none', async () => {
  const { rpc, transport } = rig();
  void rpc.request('a', { text: 'x \uD83D y \u{1F41D}', list: ['\uDC1D'] }).catch(() => {});
  rpc.respond(7, { answers: { q: { answers: ['\uD83D'] } } });
  for (const sent of transport.sent) expect(sent).not.toMatch(/\\ud[89a-f]/i);
  expect(JSON.parse(transport.sent[0]!)).toMatchObject({
    params: { text: 'x \uFFFD y \u{1F41D}', list: ['\uFFFD'] },
  });
});

test('a refusal keeps the words of the server as its cause', async () => {
  const { rpc, transport } = rig();
  const refused = rpc.request('a', {});
  transport.receive({ id: 1, error: { code: -32_600, message: '/secret/path is odd' } });
  const error: unknown = await refused.catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'codex_failed', details: { method: 'a', rpcCode: -32_600 } });
  expect(String(error)).not.toContain('secret');
  expect(error).toHaveProperty('cause.message', '/secret/path is odd');
});

test('a request times out by the clock, and its late answer is nobody’s', async () => {
  const { rpc, transport, clock, warnings } = rig();
  const late = expect(rpc.request('a', {}, 1000)).rejects.toMatchObject({ code: 'codex_request_timeout' });
  await clock.advance(1000);
  await late;
  transport.receive({ id: 1, result: 'late' });
  expect(warnings).toEqual([]);
});

test('the end of the connection ends everything that is open, and what comes after', async () => {
  const { rpc, transport, clock } = rig();
  let closed = 0;
  rpc.onClose(() => (closed += 1));
  const open = expect(rpc.request('a', {})).rejects.toMatchObject({ code: 'codex_disconnected' });
  transport.dispose();
  rpc.dispose();
  await open;
  expect(closed).toBe(1);
  await expect(rpc.request('b', {})).rejects.toMatchObject({ code: 'codex_disconnected' });
  expect(clock.sleeping).toBe(0);
});

test('what the server says of its own accord is handed out', () => {
  const { rpc, transport, warnings } = rig();
  const heard: unknown[] = [];
  rpc.onNotification((notification) => heard.push(notification));
  rpc.onRequest((request) => heard.push(request));
  transport.receive({ method: 'n', params: { a: 1 } });
  transport.receive({ method: 'without params' });
  transport.receive({ method: 'r', id: 0, params: {} });
  rpc.respond(0, { ok: true });
  expect(heard).toEqual([
    { method: 'n', params: { a: 1 } },
    { method: 'without params' },
    { method: 'r', id: 0, params: {} },
  ]);
  expect(transport.sent).toEqual(['{"id":0,"result":{"ok":true}}']);
  expect(warnings).toEqual([]);
});

test.each(['', 'null', '[]', '{"id":1}', '{"method":5}', '{"id":{},"result":1}', 'not json'])(
  'a frame that is no message is said once to the log and does no harm: %s',
  (text) => {
    const { transport, warnings } = rig();
    transport.receive(text);
    expect(readMessage(text)).toBeUndefined();
    expect(warnings).toEqual(['The app-server sent something that is no message.']);
  },
);
