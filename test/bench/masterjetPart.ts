import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoWorld } from '../demo/world.ts';
import { checkout, node24 } from '../host/paths.ts';
import { scriptLine } from '../model/index.ts';
import { timed, timesOf } from './clock.ts';
import type { Figure } from './figures.ts';
import { BETWEEN_TURNS_MS } from './fleetPart.ts';
import { McpProcess } from './mcpProcess.ts';
import { memoryMb } from './proc.ts';
import { HOLDER } from './world.ts';

const SENDS = 20;

/** The Masterjet's tools, as a lead calls them: through the window when there is one, by itself when not. */
export async function masterjetCalls(
  world: DemoWorld,
  how: 'through the window' | 'by itself',
  runs: number,
): Promise<Figure[]> {
  const env = { ...world.env, CODEX_MASTER_MCP_INSTANCE_ID: HOLDER.owner };
  const mcp = await McpProcess.start(env, world.workspace);
  try {
    // The first call loads the server, or looks for the window.
    await mcp.call('agent_status', {});
    const status = await timesOf(runs, async () => mcp.call('agent_status', {}));
    const send: number[] = [];
    for (let run = 0; run < SENDS; run += 1) {
      await delay(BETWEEN_TURNS_MS);
      const text = scriptLine([{ do: 'say', text: 'Done.' }]);
      send.push(await timed(async () => mcp.call('agent_send', { agent: 'b', text })));
      await mcp.call('agent_wait', { agent: 'b', timeout_seconds: 20 });
    }
    const small = await smallCalls(mcp, how, runs);
    const memory = [memoryMb(mcp.pid)];
    const goal = { of: 'p50', atMost: 3 } as const;
    return [
      ...small,
      { name: `agent_status by the Masterjet, ${how}`, unit: 'ms', values: status, goal },
      {
        name: `agent_send by the Masterjet, ${how}`,
        unit: 'ms',
        values: send,
        goal: { of: 'p50', atMost: 20 },
      },
      { name: `memory of the Masterjet, ${how}`, unit: 'MB', values: memory },
    ];
  } finally {
    await mcp.end();
  }
}

/** What a lead does in passing: leases, skills, a look at a terminal. */
async function smallCalls(mcp: McpProcess, how: string, runs: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const measure = async (name: string, args: Readonly<Record<string, unknown>>, atMost?: number) => {
    await mcp.call(name, args);
    figures.push({
      name: `${name} by the Masterjet, ${how}`,
      unit: 'ms',
      values: await timesOf(runs, async () => mcp.call(name, args)),
      ...(atMost !== undefined && { goal: { of: 'p50', atMost } }),
    });
  };
  await measure('agent_lease_status', {}, 1);
  await measure('agent_claim', { agent: 'a' }, 3);
  await measure('agent_release', { agent: 'a' });
  await measure('agent_skills', {}, 1);
  await measure('agent_safe_tail', { agent: 'a' });
  return figures;
}

/** `codex-master status` from spawn to exit, beside a bare Node. */
export async function commandLine(world: DemoWorld, runs: number): Promise<Figure> {
  const values: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    bare.push(await timed(async () => ended(['-e', '0'], world)));
    values.push(await timed(async () => ended([path.join(checkout, 'dist/cli.js'), 'status'], world)));
  }
  return {
    name: 'codex-master status, spawn to exit',
    unit: 'ms',
    values,
    bare: { name: 'node -e 0', values: bare },
  };
}

async function ended(args: readonly string[], { env, workspace }: DemoWorld): Promise<void> {
  const child = spawn(node24, args, { env, cwd: workspace, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
}
