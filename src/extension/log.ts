import { window } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import type { Logger } from '../core/ports.ts';

export type LogChannel = Logger & { show(): void; dispose(): void };

/** The output channel "Codex Master" behind the core's `Logger`. Callers keep prompts and model output out of it. */
export function createLog(channel: LogOutputChannel = openChannel()): LogChannel {
  return {
    debug: (message) => channel.debug(message),
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message, cause) =>
      cause === undefined ? channel.error(message) : channel.error(`${message}: ${describeCause(cause)}`),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}

function openChannel(): LogOutputChannel {
  return window.createOutputChannel('Codex Master', { log: true });
}

/** An error and its causes in one line each; this is the person's own log, so private causes may stand in it. */
function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const deeper = cause.cause === undefined ? '' : `\n  caused by ${describeCause(cause.cause)}`;
  return `${cause.stack ?? cause.message}${deeper}`;
}
