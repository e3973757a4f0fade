import { describe, expect, it } from 'vitest';
import { frame, LineReader, MAX_FRAME_BYTES, MessageReader } from '../../../src/mcp/framing.ts';

const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

describe('lines', () => {
  it('come whole however the bytes arrive, even cut within a character', () => {
    const bytes = Buffer.from('grün\nzwei\n');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const reader = new LineReader();
      const lines = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
      expect(lines).toEqual(['grün', 'zwei']);
    }
  });

  it('of exactly the allowed length pass; one byte more is reported once and skipped', () => {
    const reader = new LineReader(4);
    expect(reader.push(Buffer.from('1234\n12345'))).toEqual(['1234', null]);
    expect(reader.push(Buffer.from('6789'))).toEqual([]);
    expect(reader.push(Buffer.from('0\nok\n'))).toEqual(['ok']);
  });

  it('end with the stream', () => {
    const reader = new LineReader();
    reader.push(Buffer.from('a\nlast'));
    expect(reader.end()).toBe('last');
    expect(reader.end()).toBeNull();
  });
});

const deep = (levels: number): string =>
  `{"jsonrpc":"2.0","id":3,"method":"x","params":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`;

describe('messages', () => {
  it('are read one per line; blank lines and CR are nothing', () => {
    const reader = new MessageReader();
    const read = reader.push(Buffer.from(`\n  \r\n${ping}\r\n\n`));
    expect(read).toEqual([{ kind: 'message', message: JSON.parse(ping) as unknown }]);
  });

  it('too long give one problem each, and the next is read', () => {
    const reader = new MessageReader();
    const half = Buffer.alloc(MAX_FRAME_BYTES, 0x78);
    const read = [...reader.push(half), ...reader.push(half), ...reader.push(Buffer.from(`\n${ping}\n`))];
    expect(read).toMatchObject([
      { kind: 'problem', problem: { id: null, code: -32_600 } },
      { kind: 'message', message: { method: 'ping' } },
    ]);
  });

  it('without a last line break count when the stream ends', () => {
    const reader = new MessageReader();
    expect(reader.push(Buffer.from(ping))).toEqual([]);
    expect(reader.end()).toMatchObject([{ kind: 'message', message: { id: 1 } }]);
  });

  it.each([
    ['no JSON', '{"jsonrpc":', null, -32_700],
    ['deeply nested nonsense', '['.repeat(200_000), null, -32_700],
    ['arguments so deep that nobody could pass them on', deep(100_000), 3, -32_600],
    ['a batch', `[${ping}]`, null, -32_600],
    ['a number', '7', null, -32_600],
    ['null', 'null', null, -32_600],
    ['another protocol', '{"jsonrpc":"1.0","id":5,"method":"ping"}', 5, -32_600],
    ['id null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', null, -32_600],
    ['a fraction as id', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', null, -32_600],
    ['an object as id', '{"jsonrpc":"2.0","id":{},"method":"ping"}', null, -32_600],
    ['a number as method', '{"jsonrpc":"2.0","id":"x","method":7}', 'x', -32_600],
    ['a list as params', '{"jsonrpc":"2.0","id":2,"method":"ping","params":[]}', 2, -32_602],
    ['null as params', '{"jsonrpc":"2.0","id":2,"method":"ping","params":null}', 2, -32_602],
    ['nothing to do', '{"jsonrpc":"2.0","id":2}', 2, -32_600],
    ['result and error', '{"jsonrpc":"2.0","id":2,"result":{},"error":{}}', 2, -32_600],
  ])('with %s are refused', (_, line, id, code) => {
    expect(new MessageReader().push(Buffer.from(`${line}\n`))).toMatchObject([
      { kind: 'problem', problem: { id, code } },
    ]);
  });

  it('may be as deep as any result of ours', () => {
    expect(new MessageReader().push(Buffer.from(`${deep(150)}\n`))).toMatchObject([{ kind: 'message' }]);
  });

  it('lose members that JSON-RPC does not know', () => {
    const [read] = new MessageReader().push(
      Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping","extra":true,"params":{"a":1}}\n'),
    );
    expect(read).toEqual({
      kind: 'message',
      message: { jsonrpc: '2.0', id: 1, method: 'ping', params: { a: 1 } },
    });
  });
});

describe('frames with a length', () => {
  const framed = (text: string): string => frame(text, true);
  const other = '{"jsonrpc":"2.0","id":2,"method":"ping"}';

  it('are read however the bytes arrive, between lines too', () => {
    const bytes = Buffer.from(`${ping}\n${framed(ping)}${framed(other)}\n${ping}\n`);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const reader = new MessageReader();
      const read = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
      expect(read.map((one) => one.kind === 'message' && one.message.id)).toEqual([1, 1, 2, 1]);
    }
  });

  it('tell how the client wants its answers', () => {
    const reader = new MessageReader();
    reader.push(Buffer.from(framed(ping)));
    expect(reader.isFramed).toBe(true);
    reader.push(Buffer.from(`\n${ping}\n`));
    expect(reader.isFramed).toBe(false);
    expect(frame('ü', true)).toBe('Content-Length: 2\r\n\r\nü');
  });

  it.each([
    [
      'too long for us',
      `Content-Length: ${MAX_FRAME_BYTES + 1}\r\n\r\n${'x'.repeat(MAX_FRAME_BYTES + 1)}`,
      -32_600,
    ],
    ['of no number', 'Content-Length: many\r\n', -32_700],
    ['without JSON', 'Content-Length: 1\r\n\r\n{', -32_700],
  ])('%s give one problem, and the next is read', (_, bytes, code) => {
    const reader = new MessageReader();
    const read = [...reader.push(Buffer.from(bytes)), ...reader.push(Buffer.from(framed(ping)))];
    expect(read).toMatchObject([
      { kind: 'problem', problem: { id: null, code } },
      { kind: 'message', message: { id: 1 } },
    ]);
  });

  it('that are longer than what comes are nothing', () => {
    const reader = new MessageReader();
    expect(reader.push(Buffer.from(`Content-Length: 999\r\n\r\n${ping}`))).toEqual([]);
    expect(reader.end()).toEqual([]);
  });
});
