import { parseArgs } from 'node:util';
import { startScriptedModel } from './server.ts';

/**
 * `node main.ts [--port N] [--exit-on-stdin-end] [--verbose]`: prints `{"port":N}` and runs until SIGTERM or
 * SIGINT, or, so that it never outlives the program that spawned it, until its stdin ends.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'exit-on-stdin-end': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  const model = await startScriptedModel(values.verbose ? { port, log } : { port });
  const stop = (): void => void model.dispose().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (values['exit-on-stdin-end']) process.stdin.once('end', stop).once('close', stop).resume();
  process.stdout.write(`${JSON.stringify({ port: model.port })}\n`);
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

void main();
