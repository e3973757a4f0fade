import type { Logger } from '../../src/core/ports.ts';

/** Says nothing but what went wrong. */
export const silent: Logger = {
  debug() {},
  info() {},
  warn: (message) => console.error(`  warning: ${message}`),
  error: (message, cause) => console.error(`  error: ${message}`, cause),
};
