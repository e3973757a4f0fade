import { parseArgs } from 'node:util';
import { pickDemo } from './demo.ts';
import { startScriptedModel, type ScriptedModelOptions } from './server.ts';
import { answerGuarded } from './watch.ts';

/** Where the demo's window tells its token: an argument could be seen by every user of the machine. */
const TOKEN_VARIABLE = 'CODEX_MASTER_DEMO_TOKEN';

/** Without a request for this long nobody is there any more: windows that show the demo ask more often. */
const IDLE_MS = 30 * 60_000;

/**
 * `node main.ts [--port N] [--exit-on-stdin-end] [--verbose] [--demo en|de]`: prints `{"port":N}` and runs until SIGTERM
 * or SIGINT, or, so that it never outlives the program that spawned it, until its stdin ends. As the model of the demo
 * fleet it outlives the window (a reload, another window) and ends when told, or when nobody asked for half an hour.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'exit-on-stdin-end': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      demo: { type: 'string' },
    },
  });
  let idle: NodeJS.Timeout | undefined;
  const stop = (): void => void model.dispose().then(() => process.exit(0));
  const language = values.demo === 'de' ? 'de' : 'en';
  const guard = { token: process.env[TOKEN_VARIABLE] ?? '', onEnd: stop };
  const demo: ScriptedModelOptions = {
    pick: (text) => pickDemo(text, language),
    intercept: (request, response) => {
      idle?.refresh();
      return guard.token !== '' && answerGuarded(guard, request, response);
    },
  };
  const model = await startScriptedModel({
    port: Number(values.port),
    ...(values.verbose ? { log } : {}),
    ...(values.demo === undefined ? {} : demo),
  });
  if (values.demo !== undefined) idle = setTimeout(stop, IDLE_MS);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (values['exit-on-stdin-end']) process.stdin.once('end', stop).once('close', stop).resume();
  process.stdout.write(`${JSON.stringify({ port: model.port })}\n`);
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
