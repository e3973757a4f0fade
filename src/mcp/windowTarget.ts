import type { WindowConnection } from './controlClient.ts';
import { MessageReader } from './framing.ts';
import type { RpcMessage } from './rpc.ts';
import type { Target, TargetEvents } from './target.ts';

/** Answers come from our own server: the bound only keeps a broken window from filling the memory. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** A window as the relay's target. */
export function windowTarget({ socket }: WindowConnection): Target {
  return {
    kind: 'window',
    open: (events) => listen(socket, events),
    send(message: RpcMessage) {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
    async end() {
      socket.removeAllListeners('close');
      socket.destroy();
    },
  };
}

function listen(socket: WindowConnection['socket'], events: TargetEvents): void {
  const reader = new MessageReader(MAX_ANSWER_BYTES);
  socket.on('data', (chunk: Buffer) => {
    for (const parsed of reader.push(chunk)) if (parsed.kind === 'message') events.message(parsed.message);
  });
  socket.once('close', () => events.closed());
  if (socket.destroyed) queueMicrotask(() => events.closed());
  else socket.resume();
}
