import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { systemClock } from '../../src/adapters/clock.ts';
import { RpcClient } from '../../src/adapters/codex/rpc/client.ts';
import { webSocketTransport } from '../../src/adapters/codex/rpc/webSocketTransport.ts';
import { call, calls } from '../../src/adapters/codex/wire/calls.ts';
import { notificationSchemas } from '../../src/adapters/codex/wire/notifications.ts';
import type { Disposable } from '../../src/core/lifecycle.ts';
import type { DemoWorld } from '../demo/world.ts';
import { scriptLine } from '../model/index.ts';
import { eventually } from '../ui/driver.ts';
import { wallMs } from './clock.ts';
import type { Sighting } from './latency.ts';
import { silent } from './silent.ts';

/** An Agentin whose turns we begin, and see, past the fleet. */
export interface ObservedAgent extends Disposable {
  /** One turn of hers, from its begin to its end; what Codex itself said of it. */
  turn(): Promise<readonly Sighting[]>;
}

export interface AskingAgent extends ObservedAgent {
  /** Begins a turn of hers in which she needs a person; when Codex said so. It goes on when she is answered. */
  need(): Promise<number>;
}

/** Long enough that her row is drawn and VS Code would draw the next change at once, as between a person's turns. */
const TURN = scriptLine([
  { do: 'delay', ms: 500 },
  { do: 'say', text: 'Done.' },
]);

const NEED = scriptLine([
  { do: 'delay', ms: 500 },
  { do: 'escalate', cmd: 'touch asked.txt', justification: 'May I?' },
  { do: 'say', text: 'Done.' },
]);

/** An Agentin by a connection of our own to her app-server: its `thread/status/changed` is what Codex says. */
export async function observeAppServer(
  world: DemoWorld,
  threadId: string,
  agentId = 'a',
): Promise<AskingAgent> {
  const rpc = await connect(world, agentId);
  const turn = async (): Promise<readonly Sighting[]> => {
    const said = hearTurn(rpc, threadId);
    await startTurn(rpc, threadId, TURN);
    return said;
  };
  const need = async (): Promise<number> => {
    const asked = hearQuestion(rpc);
    await startTurn(rpc, threadId, NEED);
    return asked;
  };
  return { turn, need, dispose: () => rpc.dispose() };
}

async function connect(world: DemoWorld, agentId: string): Promise<RpcClient> {
  const folder = path.join(world.runtimeDir, 'codex-master');
  const socket = (await readdir(folder)).find((name) => name.endsWith(`-${agentId}.sock`));
  const transport = webSocketTransport(path.join(folder, socket ?? 'none'));
  const rpc = new RpcClient(transport, systemClock, silent);
  await transport.opened;
  await call(rpc, calls.initialize, {
    clientInfo: { name: 'bench', title: null, version: '0.0.0' },
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  rpc.notify('initialized');
  return rpc;
}

async function startTurn(rpc: RpcClient, threadId: string, text: string): Promise<void> {
  const input = [{ type: 'text' as const, text, text_elements: [] }];
  await call(rpc, calls.startTurn, { threadId, input });
}

/** When Codex asks a person. Rejects when it never does. */
async function hearQuestion(rpc: RpcClient): Promise<number> {
  const asked: number[] = [];
  // The question itself goes to those who follow the conversation; its state goes to everyone.
  const listening = rpc.onNotification(({ method, params }) => {
    const atMs = wallMs();
    if (method !== 'thread/status/changed') return;
    const { status } = statusSchema.parse(params);
    if (status.type === 'active' && (status.activeFlags ?? []).length > 0) asked.push(atMs);
  });
  const isAsked = async (): Promise<number | undefined> => Promise.resolve(asked[0]);
  return eventually('a question of Codex', isAsked, (atMs) => atMs !== undefined)
    .then((atMs) => atMs ?? Number.NaN)
    .finally(() => listening.dispose());
}

const statusSchema = notificationSchemas['thread/status/changed'];

/** What is said until the thread rests again. */
async function hearTurn(rpc: RpcClient, threadId: string): Promise<readonly Sighting[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Sighting[]>();
  const said: Sighting[] = [];
  const listening = rpc.onNotification(({ method, params }) => {
    const atMs = wallMs();
    if (method !== 'thread/status/changed') return;
    const { status, ...of } = statusSchema.parse(params);
    if (of.threadId !== threadId) return;
    said.push({ phase: status.type === 'active' ? 'working' : 'resting', atMs });
    if (status.type === 'idle' && said.length > 1) resolve(said);
  });
  return promise.finally(() => listening.dispose());
}

const lineSchema = z.object({
  timestamp: z.iso.datetime(),
  type: z.string(),
  payload: z.object({ type: z.string().optional() }),
});

const PHASES: Readonly<Record<string, Sighting['phase']>> = {
  task_started: 'working',
  task_complete: 'resting',
};

/** Agentin `a` on the `terminal` rung: what Codex says are the moments that it notes in her session file. */
export function observeTerminal(world: DemoWorld, type: (text: string) => Promise<unknown>): ObservedAgent {
  const turn = async (): Promise<readonly Sighting[]> => {
    const before = (await noted(world.homes.a)).length;
    await type(TURN);
    const all = await eventually(
      'the end of a turn in the session file',
      async () => noted(world.homes.a),
      (said) => said.length >= before + 2,
    );
    return all.slice(before);
  };
  return { turn, dispose: () => {} };
}

async function noted(home: string): Promise<readonly Sighting[]> {
  const files = await readdir(path.join(home, 'sessions'), { recursive: true }).catch(() => []);
  const rollouts = files.filter((name) => name.endsWith('.jsonl')).sort();
  const texts = await Promise.all(
    rollouts.map(async (name) => readFile(path.join(home, 'sessions', name), 'utf8')),
  );
  return texts
    .flatMap((text) => text.split('\n').slice(0, -1))
    .flatMap((line) => {
      const { timestamp, type, payload } = lineSchema.parse(JSON.parse(line));
      const phase = type === 'event_msg' ? PHASES[payload.type ?? ''] : undefined;
      return phase === undefined ? [] : [{ phase, atMs: Date.parse(timestamp) }];
    });
}
