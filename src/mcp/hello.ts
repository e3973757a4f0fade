import type { Duplex } from 'node:stream';
import type { ProcessWitness } from '../core/witness.ts';
import type { Caller } from '../operations/holder.ts';
import { isRecord } from './rpc.ts';

/**
 * The control socket's first line each way: the window says which fleet it leads, then the client says who it is.
 * After that the connection is MCP. Checked by hand: the relay must start without loading a schema library.
 */

interface Hello {
  readonly codexMaster: 1;
  readonly version: string;
}

export interface WindowHello extends Hello {
  readonly kind: 'window';
  /** Names the fleet: windows over another state directory are none of our business. */
  readonly stateRoot: string;
  /** Absolute folders of the window's workspace. */
  readonly folders: readonly string[];
}

export interface ClientHello extends Hello {
  readonly kind: 'mcp' | 'cli';
  /** Absolute working directory of the client. */
  readonly cwd: string;
  /** Private, for this socket only. */
  readonly caller: Caller;
}

const MAX_HELLO_BYTES = 65_536;
const MAX_TEXT_CHARS = 4096;

export function parseWindowHello(line: string): WindowHello | null {
  const hello = parseHello(line);
  if (hello === null) return null;
  const { kind, stateRoot, folders, version } = hello;
  const isWindow = kind === 'window' && isText(stateRoot) && isText(version);
  if (!isWindow || !Array.isArray(folders) || !folders.every(isText)) return null;
  return { codexMaster: 1, kind, stateRoot, folders, version };
}

export function parseClientHello(line: string): ClientHello | null {
  const hello = parseHello(line);
  if (hello === null) return null;
  const { kind, cwd, version } = hello;
  const caller = parseCaller(hello);
  if ((kind !== 'mcp' && kind !== 'cli') || !isText(cwd) || caller === null || !isText(version)) return null;
  return { codexMaster: 1, kind, cwd, caller, version };
}

/** A client of an older version says its owner and nothing more: then only time ends what it holds. */
function parseCaller({ owner, ownerIs, process, client }: Readonly<Record<string, unknown>>): Caller | null {
  if (!isText(owner)) return null;
  const origin = ownerIs === 'thread' || ownerIs === 'made' ? ownerIs : 'given';
  return { owner, ownerIs: origin, process: parseWitness(process), client: parseWitness(client) };
}

function parseWitness(value: unknown): ProcessWitness | null {
  if (!isRecord(value)) return null;
  const { pid, started, boot, host, space } = value;
  if (typeof pid !== 'number' || !isText(started) || !isText(boot) || !isText(host)) return null;
  return typeof space === 'string' ? { pid, started, boot, host, space } : null;
}

function parseHello(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) && value['codexMaster'] === 1 ? value : null;
  } catch {
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT_CHARS;
}

export function writeHello(stream: Duplex, hello: WindowHello | ClientHello): void {
  // An older window reads the owner beside the rest.
  const line = hello.kind === 'window' ? hello : { ...hello, caller: undefined, ...hello.caller };
  stream.write(`${JSON.stringify(line)}\n`);
}

/**
 * The first line that comes; null when the stream ends, takes longer than `timeoutMs`, or sends too much before a
 * line break. What comes behind the line stays in the stream, which is paused.
 */
export async function readFirstLine(stream: Duplex, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    const finish = (line: string | null): void => {
      clearTimeout(timer);
      stream.off('data', onData).off('close', onEnd).off('end', onEnd).off('error', onEnd);
      stream.pause();
      resolve(line);
    };
    const onEnd = (): void => finish(null);
    const onData = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf('\n');
      if (end === -1 && read.length <= MAX_HELLO_BYTES) return;
      finish(end === -1 ? null : read.toString('utf8', 0, end));
      const rest = read.subarray(end + 1);
      if (end !== -1 && rest.length > 0) stream.unshift(rest);
    };
    const timer = setTimeout(onEnd, timeoutMs);
    stream.on('data', onData).on('close', onEnd).on('end', onEnd).on('error', onEnd);
  });
}
