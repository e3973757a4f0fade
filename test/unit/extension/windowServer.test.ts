import { mkdtemp } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { controlFolder } from '../../../src/mcp/places.ts';
import { serveWindow } from '../../../src/mcp/window.ts';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { person, silent } from './support.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

let root = '';
const sockets: Socket[] = [];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'cm-control-'));
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await clearFolder(root);
});

async function open(fleet: FakeFleet) {
  const env = { CODEX_MASTER_MCP_STATE: path.join(root, 'state'), HOME: root };
  const options = { fleet, version: '0.1.0', logger: silent, env, folders: () => ['/repo'] };
  const socket = await serveWindow(options);
  // Clients find the folder by themselves: they must come to the same one.
  const folder = controlFolder(path.join(root, 'state'));
  const files = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.sock'));
  return { socket, files, file: path.join(folder, files()[0] ?? '') };
}

/** A lead on the socket: says who it is, and asks. */
function leadOn(file: string, owner: string) {
  const socket = connect(file);
  sockets.push(socket);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> => {
    const line = await lines.next();
    return JSON.parse(line.done === true ? '{}' : line.value) as Record<string, unknown>;
  };
  const send = (message: object): void => void socket.write(`${JSON.stringify(message)}\n`);
  send({ codexMaster: 1, version: '0.1.0', kind: 'mcp', cwd: '/repo', owner });
  const ask = async (id: number, method: string, params: object): Promise<Record<string, unknown>> => {
    send({ jsonrpc: '2.0', id, method, params });
    return next();
  };
  const clientInfo = { name: 'test', version: '1' };
  const greet = async () =>
    ask(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  return { socket, next, ask, greet };
}

describe('the control socket of the window', () => {
  it('lies where clients look for it, and goes with the window', async () => {
    const { socket, files } = await open(new FakeFleet());
    expect(files()).toHaveLength(1);
    socket.dispose();
    expect(files()).toEqual([]);
  });

  it('serves each lead over the one fleet, with a lease of its own', async () => {
    const fleet = new FakeFleet();
    await fleet.start('a', { cwd: '/repo', prompt: null }, person);
    const { socket, file } = await open(fleet);
    const [one, other] = [leadOn(file, 'lead-one'), leadOn(file, 'lead-two')];
    expect(await one.next()).toMatchObject({ kind: 'window', folders: ['/repo'] });
    await other.next();
    expect(await one.greet()).toMatchObject({ result: { serverInfo: { name: 'codex-master-mcp' } } });
    await other.greet();
    const send = { name: 'agent_send', arguments: { agent: 'a', text: 'hello' } };
    expect(await one.ask(2, 'tools/call', send)).not.toMatchObject({ result: { isError: true } });
    expect(await other.ask(2, 'tools/call', send)).toMatchObject({ result: { isError: true } });
    expect(fleet.peek('a', { owner: 'lead-one', kind: 'lead' }).lease).toMatchObject({ mine: true });
    socket.dispose();
  });

  it('lets go of a lead that is gone', async () => {
    const fleet = new FakeFleet();
    const { socket, file } = await open(fleet);
    const lead = leadOn(file, 'lead-one');
    await lead.next();
    await lead.greet();
    expect(fleet.hasListeners).toBe(true);
    lead.socket.destroy();
    await vi.waitFor(() => expect(fleet.hasListeners).toBe(false));
    socket.dispose();
  });
});
