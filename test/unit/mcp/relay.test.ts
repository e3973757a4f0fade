import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import { hasIdempotencyKey } from '../../../src/mcp/relay.ts';
import type { RpcMessage, RpcRequest } from '../../../src/mcp/rpc.ts';
import {
  call,
  FakeTarget,
  initialize,
  initialized,
  relayOver,
  request,
  settled,
  started,
} from './relaySupport.ts';
import { toolAnswer } from './support.ts';

describe('the handshake', () => {
  it('is answered before there is anybody to serve', () => {
    const { relay, toClient } = relayOver();
    relay.receive(initialize(7));
    expect(toClient).toMatchObject([{ id: 7, result: { protocolVersion: '2025-06-18' } }]);
  });

  it('reaches the target under an id of the relay, whose answer the client never sees', async () => {
    const target = new FakeTarget('own');
    const { toClient } = await started(target);
    expect(target.methods).toEqual(['initialize', 'notifications/initialized']);
    expect(target.heard[0]?.id).not.toBe(0);
    expect(toClient).toHaveLength(1);
  });

  it.each([
    ['without a version', { capabilities: {}, clientInfo: { name: 'c', version: '1' } }],
    ['without capabilities', { protocolVersion: '2025-06-18', clientInfo: { name: 'c', version: '1' } }],
    ['without a client', { protocolVersion: '2025-06-18', capabilities: {} }],
    ['with nothing', undefined],
  ])('%s is refused as a request, and nothing is remembered of it', async (_, params) => {
    const target = new FakeTarget('own');
    const { relay, toClient } = relayOver(target);
    relay.receive({ jsonrpc: '2.0', id: 1, method: 'initialize', ...(params && { params }) });
    expect(toClient).toMatchObject([{ id: 1, error: { code: -32_602 } }]);
    relay.receive(request(2, 'ping'));
    await settled();
    expect(target.methods).toEqual(['ping']);
  });
});

describe('requests', () => {
  it('that come before the target is found wait for it, in order', async () => {
    const target = new FakeTarget('own');
    const { relay, toClient } = relayOver(target);
    relay.receive(initialize());
    relay.receive(initialized);
    relay.receive(request(1, 'ping'));
    relay.receive(request(2, 'ping'));
    await settled();
    expect(target.methods).toEqual(['initialize', 'notifications/initialized', 'ping', 'ping']);
    expect(toClient.map(({ id }) => id)).toEqual([0, 1, 2]);
  });

  it('get an error when nobody can serve, and the next one tries again', async () => {
    const target = new FakeTarget('own');
    const { relay, toClient } = relayOver(
      new FleetError('state_directory_unsafe', 'The state directory is a link.'),
      target,
    );
    relay.receive(request(1, 'tools/list'));
    await settled();
    expect(toClient).toMatchObject([
      {
        id: 1,
        error: { message: 'The state directory is a link.', data: { error_code: 'state_directory_unsafe' } },
      },
    ]);
    relay.receive(request(2, 'ping'));
    await settled();
    expect(toClient[1]).toMatchObject({ id: 2, result: {} });
  });

  it('of the server, and notifications, pass to the client', async () => {
    const target = new FakeTarget('own');
    const { toClient } = await started(target);
    target.says({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    target.says({ jsonrpc: '2.0', id: 0, method: 'roots/list' });
    expect(toClient.slice(1).map(({ method }) => method)).toEqual([
      'notifications/tools/list_changed',
      'roots/list',
    ]);
  });

  it('that the client cancelled get no answer any more', async () => {
    const target = new FakeTarget('own');
    const { relay, toClient } = await started(target);
    relay.receive(call(1, 'agent_wait'));
    relay.receive({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    target.answer(1, 'too late');
    expect(toClient).toHaveLength(1);
    expect(target.methods.at(-1)).toBe('notifications/cancelled');
  });
});

describe('a window that closes', () => {
  it('is followed by the next target, which hears the handshake and what may be asked again', async () => {
    const window = new FakeTarget('window');
    const own = new FakeTarget('own');
    const { relay, toClient } = await started(window, own);
    relay.receive(call(1, 'agent_wait'));
    relay.receive(request(2, 'tools/list'));
    window.closes();
    await settled();
    expect(own.methods).toEqual(['initialize', 'notifications/initialized', 'agent_wait', 'tools/list']);
    own.answer(1, 'waited');
    own.answer(2, 'listed');
    expect(toClient.slice(1).map(({ id, result }) => [id, result])).toEqual([
      [1, 'waited'],
      [2, 'listed'],
    ]);
  });

  it('leaves the outcome of a call that changes something unknown: it is said, not repeated', async () => {
    const window = new FakeTarget('window');
    const own = new FakeTarget('own');
    const { relay, toClient } = await started(window, own);
    relay.receive(call(1, 'agent_send', { agent: 'a', text: 'x' }));
    window.closes();
    await settled();
    expect(own.methods).not.toContain('agent_send');
    const answer = toolAnswer(toClient[1] ?? ({} as RpcMessage));
    expect(answer).toMatchObject({ isError: true, value: { error_code: 'window_closed', retryable: false } });
    expect(answer.value['error']).toContain('outcome unknown');
  });

  it('lets a call with an idempotency key be repeated', async () => {
    const window = new FakeTarget('window');
    const own = new FakeTarget('own');
    const { relay } = await started(window, own);
    relay.receive(call(1, 'agent_send', { agent: 'a', text: 'x', idempotency_key: 'k' }));
    window.closes();
    await settled();
    expect(own.methods).toContain('agent_send');
  });

  it('does not bring back a wait that the client cancels meanwhile', async () => {
    const window = new FakeTarget('window');
    const own = new FakeTarget('own');
    const { relay } = await started(window, own);
    relay.receive(call(1, 'agent_wait'));
    window.closes();
    relay.receive({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    await settled();
    expect(own.methods).not.toContain('agent_wait');
  });

  it('may be followed by another window, and that by a third', async () => {
    const windows = [new FakeTarget('window'), new FakeTarget('window'), new FakeTarget('window')] as const;
    const { relay, toClient } = await started(...windows);
    for (const window of windows.slice(0, 2)) {
      window.closes();
      await settled();
    }
    relay.receive(request(9, 'ping'));
    expect(toClient.at(-1)).toMatchObject({ id: 9 });
    expect(windows[2].methods).toEqual(['initialize', 'notifications/initialized', 'ping']);
  });

  it('no longer speaks to the client', async () => {
    const window = new FakeTarget('window');
    const { toClient } = await started(window, new FakeTarget('own'));
    window.closes();
    await settled();
    window.says({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    expect(toClient).toHaveLength(1);
  });
});

describe('a window that opens', () => {
  it('takes over at once when nothing is in flight, and the server in this process ends', async () => {
    const own = new FakeTarget('own');
    const window = new FakeTarget('window');
    const { relay, toClient } = await started(own);
    relay.offer(window);
    relay.receive(request(1, 'ping'));
    expect(window.methods).toEqual(['initialize', 'notifications/initialized', 'ping']);
    expect(own.isEnded).toBe(true);
    expect(toClient).toHaveLength(2);
    expect(relay.targetKind).toBe('window');
  });

  it('waits until everything in flight is answered', async () => {
    const own = new FakeTarget('own');
    const window = new FakeTarget('window');
    const { relay } = await started(own);
    relay.receive(call(1, 'agent_send'));
    relay.offer(window);
    expect(relay.targetKind).toBe('own');
    relay.receive(call(2, 'agent_wait'));
    own.answer(1, 'sent');
    expect(relay.targetKind).toBe('own');
    relay.receive({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } });
    expect(relay.targetKind).toBe('window');
  });

  it('gives way to a newer one while it waits', async () => {
    const own = new FakeTarget('own');
    const [first, second] = [new FakeTarget('window'), new FakeTarget('window')];
    const { relay } = await started(own);
    relay.receive(call(1, 'agent_send'));
    relay.offer(first);
    relay.offer(second);
    own.answer(1, 'sent');
    expect(first.isEnded).toBe(true);
    expect(second.methods).toContain('initialize');
  });
});

describe('the end', () => {
  it('waits for answers, but not for long', async () => {
    const target = new FakeTarget('own');
    const { relay } = await started(target);
    relay.receive(call(1, 'agent_status'));
    const drained = relay.drained(60_000);
    target.answer(1, 'done');
    await drained;
    relay.receive(call(2, 'agent_wait'));
    await relay.drained(1);
    await relay.end();
    expect(target.isEnded).toBe(true);
  });

  it('ends a target that is found too late', async () => {
    const target = new FakeTarget('own');
    const { relay } = relayOver(target);
    relay.receive(initialize());
    await relay.end();
    await settled();
    expect(target.isEnded).toBe(true);
  });
});

describe('an idempotency key', () => {
  it.each([
    [{ idempotency_key: 'k' }, true],
    [{ idempotency_key: 7 }, false],
    [{}, false],
    [null, false],
  ])('%j', (args, expected) => {
    const request: RpcRequest = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'agent_send', arguments: args },
    };
    expect(hasIdempotencyKey(request)).toBe(expected);
  });
});
