/**
 * `npm run demo` shows the product with two real Agentinnen and a scripted model; `npm run demo -- --check` does without
 * a person what a person would do and exits with 0 only when every step held. Ctrl+C ends everything it started.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../host/paths.ts';
import { isRunning } from '../host/processes.ts';
import { run } from '../host/run.ts';
import { prepareSystem } from '../tools/prepare.ts';
import { checkDemo } from './check.ts';
import { registerMasterjet } from './lead.ts';
import { openDemoWindow } from './window.ts';
import { createDemoWorld } from './world.ts';
import type { DemoWorld } from './world.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const root = path.join(checkout, '.demo');
/** Names the process whose demo it is: another one would take its world away. */
const mark = path.join(root, 'running.pid');

async function main(): Promise<number> {
  const other = await runningDemo();
  if (other !== null) {
    console.error(`The demo runs already (process ${other}). End it there with Ctrl+C, or: kill ${other}`);
    return 1;
  }
  await prepareSystem();
  console.log('Building…');
  await run(process.execPath, ['build.ts'], { cwd: checkout });
  const world = await createDemoWorld({ root });
  await writeFile(mark, String(process.pid));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    await registerMasterjet(world);
    return values.check ? await checkDemo(world, stop.signal) : await show(world, stop.signal);
  } finally {
    await world.dispose();
  }
}

async function runningDemo(): Promise<number | null> {
  const pid = Number.parseInt(await readFile(mark, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid) || !isRunning(pid)) return null;
  // Another process may have its id by now.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('demo/main.ts') ? pid : null;
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

  1. Click "Codex Master" in the activity bar and press "Start All Agentinnen".
  2. Assign Mila a task (the list in her row), for example:   Write a plan for the shop.
     An Exploriererin may not even ask to write. To be asked, choose Arbeitsbiene, let her
     write docs, and make her task:   Ask for my approval.
  3. Answer her in the Inbox, or attach to her terminal and answer there.
  4. Terminal menu (+) → Teamleiterin opens the lead Codex, who has the Masterjet's tools.

  The model is scripted: it costs nothing and knows only its scenarios
  (#scenario: plan | approval | question | patch | long | limit | look). Asked in German it answers in German.

  Ctrl+C ends everything.
`;
}

process.exitCode = await main();
