import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { serveWindow } from '../../src/mcp/window.ts';
import { FakeFleet } from '../unit/fakes/fleet/fakeFleet.ts';
import type { Figure } from './figures.ts';
import { clearFolder } from '../tools/clearFolder.ts';

/*
 * How long a lead waits for `dist/mcp.js`, from spawn to the reply: to `initialize`, to `tools/list` behind it, by
 * itself and through a window, beside a bare `node -e 0`. Samples of all kinds are taken in turn, so that a busy moment
 * hits them alike.
 */

const root = path.resolve(import.meta.dirname, '../..');
const entry = path.join(root, 'dist/mcp.js');

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
};
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
const listTools = { jsonrpc: '2.0', id: 2, method: 'tools/list' };

interface Sample {
  readonly initializeMs: number;
  readonly toolsMs: number;
}

async function bareNode(): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return performance.now() - startedMs;
}

/** Starts the Masterjet once, says hello and asks for the tools, then ends it as a lead would. */
async function masterjet(env: NodeJS.ProcessEnv): Promise<Sample> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'ignore'], env, cwd: root });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const send = (message: object): unknown => child.stdin.write(`${JSON.stringify(message)}\n`);
  let text = '';
  let initializeMs: number | undefined;
  const toolsMs = await new Promise<number>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (initializeMs === undefined && text.includes('\n')) {
        initializeMs = performance.now() - startedMs;
        send(initialized);
        send(listTools);
        text = text.slice(text.indexOf('\n') + 1);
      }
      if (initializeMs !== undefined && text.includes('\n')) resolve(performance.now() - startedMs);
    });
    send(initialize);
  });
  child.stdin.end();
  await exited;
  return { initializeMs: initializeMs ?? Number.NaN, toolsMs };
}

/** How long a lead waits, in ms, `runs` times. */
export async function spawnFigures(runs: number): Promise<Figure[]> {
  if (!existsSync(entry)) throw new Error('dist/mcp.js is missing: npm run build -- --production');
  mkdirSync(path.join(root, '.test-homes'), { recursive: true });
  const places = mkdtempSync(path.join(root, '.test-homes', 'b-'));
  const envOf = (name: string): NodeJS.ProcessEnv => {
    const { XDG_RUNTIME_DIR: _, ...env } = process.env;
    return { ...env, TMUX_TMPDIR: places, CODEX_MASTER_MCP_STATE: path.join(places, name) };
  };
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const options = { fleet: new FakeFleet(), version: '1', folders: () => [root], logger: silent };
  const window = await serveWindow({ ...options, env: envOf('w') });
  const samples = { bare: [] as number[], own: [] as Sample[], window: [] as Sample[] };
  try {
    // The first run fills the compile cache, as the first use of an installation does.
    await masterjet(envOf('o'));
    for (let run = 0; run < runs; run += 1) {
      samples.bare.push(await bareNode());
      samples.own.push(await masterjet(envOf('o')));
      samples.window.push(await masterjet(envOf('w')));
    }
  } finally {
    window.dispose();
    await clearFolder(places);
  }
  return [
    ...figuresOf('by itself', samples.own, samples.bare),
    ...figuresOf('through a window', samples.window, samples.bare),
  ];
}

function figuresOf(how: string, samples: readonly Sample[], bareMs: readonly number[]): Figure[] {
  const bare = { name: 'node -e 0', values: bareMs };
  const initialize = samples.map((sample) => sample.initializeMs);
  const tools = samples.map((sample) => sample.toolsMs);
  return [
    {
      name: `dist/mcp.js: spawn → initialize, ${how}`,
      unit: 'ms',
      values: initialize,
      goal: { of: 'p50', atMost: 40 },
      bare,
    },
    { name: `dist/mcp.js: spawn → tools/list, ${how}`, unit: 'ms', values: tools, bare },
  ];
}
