import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../host/browser.ts';
import { scriptLine } from '../model/index.ts';
import { assignByForm } from '../ui/assigning.ts';
import { eventually, Workbench } from '../ui/driver.ts';
import { call, lead } from './lead.ts';
import { leftovers } from './leftovers.ts';
import { openDemoWindow } from './window.ts';
import type { DemoWorld } from './world.ts';

/** Does what a person would do, on the same parts; prints a line a step with its time. Resolves with the exit code. */
export async function checkDemo(world: DemoWorld, signal: AbortSignal): Promise<number> {
  const steps = new Steps(signal);
  let browser: Browser | undefined;
  try {
    browser = await startBrowser();
    const server = await steps.run('VS Code runs with the extension', async () => openDemoWindow(world));
    try {
      const bench = await Workbench.open(browser, server);
      const picture = path.join(world.root, 'failed.png');
      await walk(steps, world, bench).catch(async (error: unknown) => {
        await bench.screenshot(picture);
        console.log(`       a picture of the window is in ${path.relative(process.cwd(), picture)}`);
        throw error;
      });
    } finally {
      await browser.close();
      await server.dispose();
    }
    await steps.run('no process and no socket is left', async () => nothingIsLeft(world));
  } catch (error) {
    console.error(error);
  }
  return steps.summary();
}

async function walk(steps: Steps, world: DemoWorld, bench: Workbench): Promise<void> {
  const agents = bench.tree('Agentinnen');
  const inbox = bench.tree('Inbox');

  await steps.run('both Agentinnen are up', async () => {
    await bench.openContainer('Codex Master');
    await agents.waitFor(/Mila[^]*Nora/, 30_000);
    await bench.runCommand('Codex Master: Start All Agentinnen');
    await agents.waitFor(/Mila · idle[^]*Nora · idle/, 60_000);
  });

  await steps.run('a task to Mila from the tree: she asks for an approval', async () => {
    const script = [
      { do: 'runCommand', cmd: 'echo "# Plan" > docs/plan.md' },
      {
        do: 'escalate',
        cmd: 'echo approved > approved.txt',
        justification: 'The result belongs beside the docs.',
      },
      { do: 'say', text: 'The plan is written.' },
    ] as const;
    const task = scriptLine([...script]);
    await assignByForm({ agents, bench }, 'Mila', { role: 'Arbeitsbiene', task, paths: 'docs' });
    await inbox.waitFor(/approved\.txt/, 20_000);
    await eventually(
      'a badge on the activity bar',
      async () => bench.badge('Codex Master'),
      (badge) => badge === '1',
    );
  });

  await steps.run('approved in the Inbox: the file is written', async () => {
    const row = (await inbox.rows()).find((entry) =>
      /approved\.txt/.test(`${entry.label} ${entry.description}`),
    );
    await inbox.inlineAction(row?.label ?? '', 'Approve');
    await fileHolds(world, 'approved.txt', 'approved\n');
    await fileHolds(world, 'docs/plan.md', '# Plan\n');
    await agents.waitFor(/Mila · done/, 20_000);
    await inbox.waitFor((text) => !text.includes('approved.txt'));
  });

  await steps.run('the lead Codex assigns Nora through the Masterjet and waits for her', async () => {
    const task = scriptLine([
      { do: 'streamSlowly', text: 'I look at the cart. It adds up prices.', chunks: 8, delayMs: 100 },
    ]);
    const working = agents.waitFor(/Nora · working/, 30_000);
    const done = lead(world, [
      call('agent_assign_readonly', { agent: 'b', task, name: 'Look at the cart' }),
      call('agent_wait', { agent: 'b', timeout_seconds: 60 }),
      { do: 'say', text: 'Nora is done.' },
    ]);
    const [result] = await Promise.all([done, working]);
    expectJson(result.toolResults[0], { status: 'assigned', role: 'exploriererin' });
    expectJson(result.toolResults[1], { status: 'activity_observed' });
    if (result.exitCode !== 0) throw new Error(`the lead Codex ended with ${result.exitCode}`);
    await agents.waitFor(/Nora · (done|idle)/, 20_000);
  });

  await steps.run('the lead Codex claims Nora, has her write in a worktree, and gives her back', async () => {
    const tree = '.codex-master-worktrees/nora';
    const paths = { scope: [`${tree}/docs`], write_paths: [`${tree}/docs/cart.md`] };
    const task = scriptLine([
      { do: 'runCommand', cmd: `echo "# Cart" > ${tree}/docs/cart.md; touch ${tree}/no.md` },
      { do: 'say', text: 'The cart is described.' },
    ]);
    const { toolResults } = await lead(world, [
      call('agent_claim', { agent: 'b', ttl_seconds: 3600 }),
      call('worktree_create_for_agent', { agent: 'b', path: tree }),
      call('agent_scope_check', paths),
      call('agent_assign_write', { agent: 'b', task, ...paths, name: 'Describe the cart' }),
      call('agent_wait', { agent: 'b', timeout_seconds: 60 }),
      call('agent_report_request', { agent: 'b' }),
      call('agent_wait', { agent: 'b', timeout_seconds: 60 }),
      call('fleet_watchdog', { agent: 'b', dry_run: true }),
      call('integration_status', {}),
      call('agent_release', { agent: 'b' }),
      { do: 'say', text: 'Nora is free.' },
    ]);
    const statuses = toolResults.map((text) => (JSON.parse(text) as { readonly status?: unknown }).status);
    const [claimed, created, , assigned, , asked, , watched, , released] = statuses;
    // What the lead before her held is free, since she has ended.
    expectSame(
      [claimed, created, assigned, asked, watched, released],
      ['claimed_expired', 'created', 'assigned', 'report_requested', 'ok', 'released'],
    );
    expectJson(toolResults[2], { allowed: true });
    await fileHolds(world, `${tree}/docs/cart.md`, '# Cart\n');
    if (existsSync(path.join(world.workspace, tree, 'no.md'))) throw new Error('more was written');
    await agents.waitFor(/Nora · (done|idle)/, 20_000);
  });

  await steps.run("an Exploriererin's write is refused by the sandbox", async () => {
    const script = [
      { do: 'runCommand', cmd: 'touch explorer.txt' },
      { do: 'say', text: 'Tried: {{output}}' },
    ] as const;
    const task = scriptLine([...script]);
    await assignByForm({ agents, bench }, 'Mila', { role: 'Exploriererin', task });
    const tried = async (): Promise<boolean> =>
      world.model.requests.some((request) =>
        request.toolOutputs.some((output) => output.includes('Read-only file system')),
      );
    await eventually('the refusal of the sandbox', tried, Boolean);
    if (existsSync(path.join(world.workspace, 'explorer.txt'))) throw new Error('the file was written');
  });

  await steps.run("Mila's app-server is killed in the middle of a turn and comes back", async () => {
    await agents.contextAction('Mila', 'Send Message…');
    await bench.quickInput.waitFor('Mila');
    await bench.quickInput.type(scriptLine([{ do: 'stall' }]));
    await bench.quickInput.accept();
    await eventually(
      'the turn',
      async () => world.model.stalled,
      (stalled) => stalled > 0,
    );
    await agents.waitFor(/Mila · working/);
    const pid = await world.tmux('display-message', '-p', '-t', '=codex_agent_a_mcp:server', '#{pane_pid}');
    process.kill(Number(pid), 'SIGKILL');
    await agents.waitFor(/Mila · idle/, 30_000);
    const next = await world.tmux('display-message', '-p', '-t', '=codex_agent_a_mcp:server', '#{pane_pid}');
    if (next === pid) throw new Error('it is the same process');
  });

  await steps.run('everything is stopped', async () => {
    await bench.runCommand('Codex Master: Stop All Agentinnen…');
    await bench.pressInDialog('Stop All');
    // The lead Codex that held Nora has ended, and holds nobody any more.
    await agents.waitFor(/Mila · stopped[^]*Nora · stopped/, 20_000);
  });
}

async function fileHolds(world: DemoWorld, name: string, wanted: string): Promise<void> {
  const file = path.join(world.workspace, name);
  const read = async (): Promise<string> => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await eventually(`${name} with its text`, read, (text) => text === wanted);
}

async function nothingIsLeft(world: DemoWorld): Promise<void> {
  await eventually(
    'an end of all processes',
    async () => leftovers(world),
    (left) => left.length === 0,
    10_000,
  );
}

function expectSame(values: readonly unknown[], wanted: readonly unknown[]): void {
  const [found, expected] = [JSON.stringify(values), JSON.stringify(wanted)];
  if (found !== expected) throw new Error(`expected ${expected}, found ${found}`);
}

function expectJson(text: string | undefined, wanted: Readonly<Record<string, unknown>>): void {
  const value = JSON.parse(text ?? 'null') as Readonly<Record<string, unknown>> | null;
  for (const [key, expected] of Object.entries(wanted)) {
    if (value?.[key] !== expected)
      throw new Error(`expected ${key}: ${String(expected)} in ${text ?? 'nothing'}`);
  }
}

/** Runs steps one after the other and tells of each as it ends. */
class Steps {
  readonly #signal: AbortSignal;
  #passed = 0;
  #failed = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async run<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted();
    const startedAt = performance.now();
    const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
    try {
      const value = await work();
      this.#passed += 1;
      console.log(`  ok   ${seconds()} s  ${title}`);
      return value;
    } catch (error) {
      this.#failed += 1;
      console.log(`  FAIL ${seconds()} s  ${title}`);
      throw error;
    }
  }

  summary(): number {
    console.log(`\n${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }
}
