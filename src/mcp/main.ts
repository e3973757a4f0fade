import { frame, MessageReader } from './framing.ts';
import { Relay } from './relay.ts';
import { problemText, type Parsed, type RpcMessage } from './rpc.ts';
import { TargetFinder } from './targetFinder.ts';

/**
 * `dist/mcp.js`, the process that a client starts: JSON-RPC on stdin and stdout, a message per line or framed, as the
 * client does. Loads almost
 * nothing before the handshake is answered; then it relays to a window, or loads the server.
 */

/** How long requests may take after stdin has ended: a piped script still gets its answers. */
const DRAIN_MS = 3000;

const finder = new TargetFinder(process.env, (target) => relay.offer(target));
const relay = new Relay({
  toClient: (message: RpcMessage) => write(JSON.stringify(message)),
  findTarget: async () => finder.find(),
  isRepeatable: async (request) => finder.isRepeatable(request),
  onError: (error) => finder.logger.error('The Masterjet could not be loaded.', error),
});
const reader = new MessageReader();

function write(json: string): void {
  process.stdout.write(frame(json, reader.isFramed));
}

function receive(all: readonly Parsed[]): void {
  for (const parsed of all) {
    if (parsed.kind === 'message') relay.receive(parsed.message);
    else write(problemText(parsed.problem));
  }
}

let isFinishing = false;

async function finish(drainMs: number): Promise<void> {
  if (isFinishing) return;
  isFinishing = true;
  finder.dispose();
  await relay.drained(drainMs);
  await relay.end();
  process.exit(0);
}

// A defect in one call must not take the lead's tools away.
process.on('uncaughtException', (error) => finder.logger.error(`Unexpected: ${error.name}`, error));

process.stdin.on('data', (chunk: Buffer) => receive(reader.push(chunk)));
process.stdin.once('end', () => {
  receive(reader.end());
  void finish(DRAIN_MS);
});
process.stdin.once('error', () => void finish(0));
process.stdout.once('error', () => void finish(0));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void finish(0));
