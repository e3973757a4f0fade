import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findWindow } from '../../../src/mcp/control.ts';
import type { ClientHello } from '../../../src/mcp/hello.ts';
import { windowTarget } from '../../../src/mcp/windowTarget.ts';
import { serveWindow } from '../../../src/mcp/window.ts';
import type { RpcMessage } from '../../../src/mcp/rpc.ts';
import { personHolder } from '../../../src/operations/holder.ts';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { silent } from '../extension/support.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

const INITIALIZE = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'x', version: '1' },
};

it('whoever connects to a window is a lead, whatever they say they are: a person is in front of it', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'cm-'));
  onTestFinished(() => clearFolder(root));
  const fleet = new FakeFleet();
  const claim = { ttlSeconds: 600, waitSeconds: 0, lookSeconds: 30, force: false };
  await fleet.claim('a', claim, personHolder(0));
  const env = { CODEX_MASTER_MCP_STATE: root };
  const control = await serveWindow({ fleet, env, version: '1', folders: () => [], logger: silent });
  onTestFinished(() => control.dispose());
  const caller = { owner: personHolder(0).owner, ownerIs: 'given', process: null, client: null } as const;
  const hello: ClientHello = { codexMaster: 1, kind: 'cli', cwd: root, caller, version: '1' };
  const window = await findWindow(root, hello);
  const target = windowTarget(window!, () => {});
  const answer = new Promise<RpcMessage>((resolve) => {
    target.open({ message: (message) => message.id === 2 && resolve(message), closed: () => {} });
  });
  onTestFinished(async () => target.end());
  target.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: INITIALIZE });
  target.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  const params = { name: 'agent_claim', arguments: { agent: 'a' } };
  target.send({ jsonrpc: '2.0', id: 2, method: 'tools/call', params });
  expect(JSON.stringify((await answer).result)).toContain('agent_lease_held_by_other_client');
});
