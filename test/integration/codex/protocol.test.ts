import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../src/adapters/clock.ts';
import { RpcClient } from '../../../src/adapters/codex/rpc/client.ts';
import { stdioTransport } from '../../../src/adapters/codex/rpc/stdioTransport.ts';
import { call, calls } from '../../../src/adapters/codex/wire/calls.ts';
import { notificationSchemas, unwantedBy } from '../../../src/adapters/codex/wire/notifications.ts';
import { requestSchemas } from '../../../src/adapters/codex/wire/requests.ts';
import { codexBinary, testFolder } from '../../model/testing/codex.ts';
import {
  checkedInProtocol,
  generateProtocol,
  usedProtocol,
  type ProtocolFiles,
} from '../../tools/protocol.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

let generated: ProtocolFiles;
beforeAll(async () => {
  generated = await generateProtocol();
});

/** The methods that a union of the protocol names. */
function methodsOf(file: string): string[] {
  return [...(generated.get(file) ?? '').matchAll(/"method": "([^"]+)"/g)].map(([, method]) => method!);
}

test('the types that are checked in are those of the installed Codex', async () => {
  const used = await usedProtocol(generated);
  const checkedIn = await checkedInProtocol();
  expect([...checkedIn.keys()]).toEqual([...used.keys()].sort());
  for (const [file, text] of used) expect(checkedIn.get(file), file).toBe(text);
});

test('every method that we use is one of the protocol', () => {
  const used = Object.values(calls).map(({ method }) => method);
  expect(methodsOf('ClientRequest.ts')).toEqual(expect.arrayContaining(used));
  expect(methodsOf('ServerRequest.ts')).toEqual(expect.arrayContaining(Object.keys(requestSchemas)));
  const heard = [...Object.keys(notificationSchemas), ...unwantedBy(true)];
  expect(methodsOf('ServerNotification.ts')).toEqual(expect.arrayContaining(heard));
});

const folder = testFolder('stdio');
afterAll(() => clearFolder(folder));

test('an app-server on stdio answers, and its end is noticed', async () => {
  await mkdir(folder, { recursive: true });
  const env = { PATH: process.env['PATH'] ?? '', CODEX_HOME: folder };
  const transport = stdioTransport({ argv: [codexBinary(), 'app-server'], env, cwd: folder });
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const rpc = new RpcClient(transport, systemClock, logger);
  await transport.opened;
  const clientInfo = { name: 'test', title: 'Test', version: '0.0.1' };
  const capabilities = { experimentalApi: true, requestAttestation: false };
  expect((await call(rpc, calls.initialize, { clientInfo, capabilities })).userAgent).toContain('0.169');
  rpc.notify('initialized');
  expect(await call(rpc, calls.loadedThreads, {})).toEqual({ data: [] });
  const unknown = call(rpc, calls.readThread, { threadId: '01a1f8d1-7e67-73e0-8501-5c8dc2ce5135' });
  await expect(unknown).rejects.toMatchObject({ code: 'codex_failed' });
  const closed = new Promise<void>((resolve) => {
    transport.onClose(() => resolve());
  });
  rpc.dispose();
  await closed;
});

test('a program that is not there is told as a connection that never was', async () => {
  const transport = stdioTransport({ argv: ['/nowhere/codex'], env: {}, cwd: '/' });
  await expect(transport.opened).rejects.toMatchObject({ code: 'codex_disconnected' });
});
