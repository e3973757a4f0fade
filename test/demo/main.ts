/**
 * `npm run demo` shows the product with two real Agentinnen and a scripted model; `npm run demo -- --check` does without
 * a person what a person would do and exits with 0 only when every step held. Ctrl+C ends everything it started.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../host/paths.ts';
import { run } from '../host/run.ts';
import { prepareSystem } from '../tools/prepare.ts';
import { checkDemo } from './check.ts';
import { registerMasterjet } from './lead.ts';
import { openDemoWindow } from './window.ts';
import { createDemoWorld } from './world.ts';
import type { DemoWorld } from './world.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

async function main(): Promise<number> {
  await prepareSystem();
  console.log('Building…');
  await run(process.execPath, ['build.ts'], { cwd: checkout });
  const world = await createDemoWorld({ root: path.join(checkout, '.demo') });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    await registerMasterjet(world);
    return values.check ? await checkDemo(world, stop.signal) : await show(world, stop.signal);
  } finally {
    await world.dispose();
  }
}

/** Shows the window's address and waits for Ctrl+C. */
async function show(world: DemoWorld, signal: AbortSignal): Promise<number> {
  const server = await openDemoWindow(world);
  try {
    console.log(welcome(server.url()));
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    console.log('\nEnding what the demo started…');
    return 0;
  } finally {
    await server.dispose();
  }
}

function welcome(url: string): string {
  return `
  Open    ${url}

  1. Click "Codex Master" in the activity bar and press "Start all".
  2. Assign Mila a task, for example:   Write a plan for the shop.   or   #scenario: approval
  3. Answer her in the Inbox, or attach to her terminal and answer there.
  4. Terminal menu (+) → Teamleiterin opens the lead Codex, who has the Masterjet's tools.

  The model is scripted: it costs nothing and knows only its scenarios
  (#scenario: plan | approval | question | patch | long | limit | look).

  Ctrl+C ends everything.
`;
}

process.exitCode = await main();
