import { userInfo } from 'node:os';
import { createNodeFleet } from '../adapters/nodeFleet.ts';
import { ProcessWitnesses } from '../adapters/witness.ts';
import { FleetError } from '../core/errors.ts';
import { redact } from '../core/redaction/redact.ts';
import { visibleText } from '../core/text/visibleText.ts';
import { commandLineHolder } from '../operations/holder.ts';
import { VERSION } from '../operations/version.ts';
import { runCli } from './cli.ts';
import { nodeProblem } from './nodeVersion.ts';

/** `dist/cli.js`: the command line of `codex-master-mcp`. Works on the fleet by itself; what windows and leads see is the same state. */

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

const logger = {
  debug() {},
  info() {},
  warn: (message: string) => printError(`warning: ${visibleText(redact(message))}`),
  error: (message: string) => printError(`error: ${visibleText(redact(message))}`),
};

function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The command is carried to its end all the same; a reader that wants no more (`| head`) is no failure. */
let isOutputLost = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || isOutputLost) return;
  isOutputLost = true;
  process.exitCode = 1;
  printError('codex-master-mcp: the output could not be written.');
});
process.stderr.on('error', () => {});

async function main(): Promise<void> {
  const problem = nodeProblem(process.versions.node);
  if (problem !== null) throw new FleetError('internal', problem);
  const cwd = currentDirectory();
  const code = await runCli(process.argv.slice(2), {
    openFleet: async () => createNodeFleet({ defaultCwd: cwd, logger, clientVersion: VERSION }),
    holder: commandLineHolder(
      process.env,
      process.getuid?.() ?? userInfo().username,
      new ProcessWitnesses().model(),
    ),
    cwd,
    nowMs: Date.now,
    signal: interrupted.signal,
    out: (text) => process.stdout.write(`${text}\n`),
    err: printError,
  });
  process.exitCode = isOutputLost ? 1 : code;
}

function currentDirectory(): string {
  try {
    return process.cwd();
  } catch (error) {
    const sentence = 'The directory that you are in was removed. Change to another one and try again.';
    throw new FleetError('cwd_not_a_directory', sentence, { cause: error });
  }
}

main().catch((error: unknown) => {
  const why = error instanceof Error ? error.message : 'something unexpected went wrong';
  printError(`codex-master-mcp: ${visibleText(redact(why))}`);
  process.exitCode = 1;
});
