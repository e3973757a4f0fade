import type { Logger } from '../core/ports.ts';

/** Logs warnings and errors to stderr (stdout belongs to the protocol), with `verbose` everything. */
export function stderrLogger(verbose: boolean): Logger {
  const write = (level: string, message: string): void => {
    process.stderr.write(`codex-master ${level}: ${message}\n`);
  };
  const quiet = (level: string) => (verbose ? (message: string) => write(level, message) : () => {});
  return {
    debug: quiet('debug'),
    info: quiet('info'),
    warn: (message) => write('warning', message),
    error: (message, cause) => write('error', verbose ? `${message} ${stackOf(cause)}` : message),
  };
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : '';
}
