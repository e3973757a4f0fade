import type { WindowConnection } from './controlClient.ts';
import { MessageReader } from './framing.ts';
import type { RpcMessage } from './rpc.ts';
import type { Target, TargetEvents } from './target.ts';

/** Answers come from our own server: the bound only keeps a broken window from filling the memory. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** A window as the relay's target. `onMute` is called when it closes without ever having said anything. */
export function windowTarget({ socket }: WindowConnection, onMute: () => void): Target {
  return {
    kind: 'window',
    open: (events) => listen(socket, events, onMute),
    send(message: RpcMessage) {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
    async end() {
      socket.removeAllListeners('close');
      socket.destroy();
    },
  };
}

function listen(socket: WindowConnection['socket'], events: TargetEvents, onMute: () => void): void {
  const reader = new MessageReader(MAX_ANSWER_BYTES);
  let hasSpoken = false;
  const onClose = (): void => {
    if (!hasSpoken) onMute();
    events.closed();
  };
  socket.on('data', (chunk: Buffer) => {
    hasSpoken = true;
    for (const parsed of reader.push(chunk)) if (parsed.kind === 'message') events.message(parsed.message);
  });
  socket.once('close', onClose);
  if (socket.destroyed) queueMicrotask(onClose);
  else socket.resume();
}
