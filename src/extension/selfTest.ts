import { l10n } from 'vscode';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { FleetError } from '../core/errors.ts';
import { panelError } from './errorWords.ts';
import type { MasterjetCommand } from './masterjetCommand.ts';

export interface SelfTestResult {
  readonly tools: number;
  readonly version: string;
  readonly elapsedMs: number;
}

const replySchema = z.looseObject({ id: z.number(), result: z.unknown() });
const initializeSchema = z.looseObject({
  serverInfo: z.looseObject({ name: z.string(), version: z.string() }),
});
const toolsSchema = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })).min(1) });

const TIMEOUT_MS = 10_000;

/**
 * Starts the Masterjet as a client would, says `initialize` and asks for its tools. It is started with nothing of our
 * environment but what clients give, so that what passes here passes there.
 * @throws FleetError `registration_failed` saying what it did not do.
 */
export async function selfTest(masterjet: MasterjetCommand, expectedName: string): Promise<SelfTestResult> {
  const startedMs = performance.now();
  const child = spawn(masterjet.command, masterjet.args, {
    env: { ...usualEnvironment(), ...masterjet.env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    const replies = createInterface({ input: child.stdout });
    const ended = new Promise<never>((_resolve, reject) => {
      child.once('error', (error) =>
        reject(failure(l10n.t('The self-test failed: the Masterjet could not be started.'), error)),
      );
      child.once('exit', () =>
        reject(failure(l10n.t('The self-test failed: the Masterjet ended before it answered.'))),
      );
      child.stdin.once('error', (error) =>
        reject(failure(l10n.t('The self-test failed: the Masterjet does not read what it is sent.'), error)),
      );
      AbortSignal.timeout(TIMEOUT_MS).addEventListener('abort', () =>
        reject(failure(l10n.t('The self-test failed: the Masterjet did not answer in time.'))),
      );
    });
    const talk = converse(
      replies,
      (message) => child.stdin.write(`${JSON.stringify(message)}\n`),
      expectedName,
    );
    const { version, tools } = await Promise.race([talk, ended]);
    return { version, tools, elapsedMs: Math.round(performance.now() - startedMs) };
  } finally {
    child.kill();
  }
}

async function converse(
  replies: AsyncIterable<string>,
  send: (message: unknown) => void,
  expectedName: string,
): Promise<{ readonly version: string; readonly tools: number }> {
  const lines = replies[Symbol.asyncIterator]();
  send({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'codex-master-self-test', version: '1' },
    },
  });
  const { serverInfo } = await reply(lines, initializeSchema, 'initialize');
  if (serverInfo.name !== expectedName)
    throw failure(l10n.t('The self-test failed: the Masterjet is another program.'));
  send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
  const { tools } = await reply(lines, toolsSchema, 'tools/list');
  return { version: serverInfo.version, tools: tools.length };
}

/** The next reply; notifications in between are passed over. */
async function reply<T>(lines: AsyncIterator<string>, schema: z.ZodType<T>, method: string): Promise<T> {
  for (;;) {
    const next = await lines.next();
    if (next.done === true)
      throw failure(l10n.t('The self-test failed: the Masterjet ended before it answered.'));
    const message = replySchema.safeParse(parseJson(next.value));
    if (!message.success) continue;
    const result = schema.safeParse(message.data.result);
    if (result.success) return result.data;
    throw failure(
      l10n.t('The self-test failed: the Masterjet gave a wrong answer to {0}.', method),
      result.error,
    );
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw failure(l10n.t('The self-test failed: the Masterjet wrote something that is no message.'), error);
  }
}

function usualEnvironment(): Record<string, string> {
  const names = ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'USER', 'LANG', 'TERM', 'TMPDIR', 'TZ', 'SystemRoot'];
  const known = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(
    known.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
}

function failure(sentence: string, cause?: unknown): FleetError {
  return panelError('registration_failed', sentence, cause);
}
