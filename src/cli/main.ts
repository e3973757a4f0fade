import { userInfo } from 'node:os';
import { createNodeFleet } from '../adapters/nodeFleet.ts';
import { commandLineHolder } from '../operations/holder.ts';
import { VERSION } from '../operations/version.ts';
import { runCli } from './cli.ts';

/** `dist/cli.js`: the command `codex-master`. Works on the fleet by itself; what windows and leads see is the same state. */

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

const logger = {
  debug() {},
  info() {},
  warn: (message: string) => printError(`warning: ${message}`),
  error: (message: string) => printError(`error: ${message}`),
};

function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function main(): Promise<void> {
  const cwd = process.cwd();
  process.exitCode = await runCli(process.argv.slice(2), {
    openFleet: async () => createNodeFleet({ defaultCwd: cwd, logger, clientVersion: VERSION }),
    holder: commandLineHolder(process.env, process.getuid?.() ?? userInfo().username),
    cwd,
    nowMs: Date.now,
    signal: interrupted.signal,
    out: (text) => process.stdout.write(`${text}\n`),
    err: printError,
  });
}

main().catch((error: unknown) => {
  printError(`codex-master: ${error instanceof Error ? error.message : 'something unexpected went wrong'}`);
  process.exitCode = 1;
});
