import { realpath, stat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { FleetError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';
import { lstatOrNull } from '../../store/directories.ts';
import { errnoOf } from '../../store/failures.ts';
import { untilQuiet } from '../../untilQuiet.ts';

const CONNECT_TIMEOUT_MS = 500;
/** An idle app-server ends this fast when it loses its terminal; one at work finishes its turn first, unless it is told again. */
const GRACE_MS = 1000;
const END_TIMEOUT_MS = 2000;
const END_LOOK_MS = 20;

/** Does anyone listen on the Unix socket? What cannot be told counts as yes: nothing alive is ever removed. */
export async function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const answer = (listening: boolean): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => answer(true));
    socket.once('connect', () => answer(true));
    socket.once('error', (error) => answer(!isNobody(errnoOf(error))));
  });
}

function isNobody(errno: string | null): boolean {
  return errno === 'ECONNREFUSED' || errno === 'ENOENT';
}

/**
 * Removes the socket file when nobody listens on it. Codex 0.169 makes the path a link to a socket in a private folder
 * of its own below the temporary folder; then both go.
 * @throws FleetError `state_directory_unsafe` when something else than a socket stands there
 */
export async function clearStaleSocket(path: string): Promise<void> {
  const before = lstatOrNull(path);
  if (before === null) return;
  const target = await stat(path).catch(() => null);
  if (target === null ? !before.isSymbolicLink() : !target.isSocket()) {
    throw new FleetError(
      'state_directory_unsafe',
      'Where the app-server would listen stands a file that is no socket. Remove it.',
    );
  }
  if (await isListening(path)) return;
  const place = await realpath(path).catch(() => path);
  // A server that began to listen in the meantime made a socket of its own.
  if (lstatOrNull(path)?.ino !== before.ino) return;
  if (target !== null && target.uid === before.uid) await unlink(place).catch(() => {});
  await unlink(path).catch(() => {});
}

/** Sends a signal to whoever serves on the socket. */
export type SignalServer = (signal: 'SIGTERM' | 'SIGKILL') => void;

/**
 * Resolves when nobody listens any more, or after a few seconds in vain; removes the file that is left over. A server
 * that does not end by itself is told to, in the end by force: it would go on with a turn that nobody sees, and hold
 * the place of the next one.
 */
export async function awaitEnd(path: string, clock: Clock, signal: SignalServer): Promise<void> {
  if (!(await endsWithin(path, clock, GRACE_MS))) {
    signal('SIGTERM');
    if (!(await endsWithin(path, clock, END_TIMEOUT_MS))) {
      signal('SIGKILL');
      await endsWithin(path, clock, END_TIMEOUT_MS);
    }
  }
  await clearStaleSocket(path);
}

async function endsWithin(path: string, clock: Clock, timeoutMs: number): Promise<boolean> {
  const patience = { timeoutMs, lookMs: END_LOOK_MS };
  return untilQuiet(clock, patience, async () => lstatOrNull(path) !== null && isListening(path));
}
