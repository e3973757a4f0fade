import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { serveWindow } from '../../src/mcp/window.ts';
import { FakeFleet } from '../unit/fakes/fakeFleet.ts';

/**
 * `node test/bench/mcpSpawn.ts [--runs 30]`: how long a lead waits for `dist/mcp.js`, from spawn to the reply, in
 * milliseconds (median and 95th percentile): to `initialize`, to `tools/list` behind it, by itself and through a window,
 * beside a bare `node -e 0`. Samples of all kinds are taken in turn, so that a busy moment hits them alike.
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

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function report(name: string, values: readonly number[]): void {
  const [p50, p95] = [quantile(values, 0.5), quantile(values, 0.95)];
  console.log(
    `${name.padEnd(46)} p50 ${p50.toFixed(1).padStart(6)} ms   p95 ${p95.toFixed(1).padStart(6)} ms`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '30' } } });
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
    for (let run = 0; run < Number(values.runs); run += 1) {
      samples.bare.push(await bareNode());
      samples.own.push(await masterjet(envOf('o')));
      samples.window.push(await masterjet(envOf('w')));
    }
  } finally {
    window.dispose();
    rmSync(places, { recursive: true, force: true });
  }
  report('bare node -e 0', samples.bare);
  report(
    'initialize, by itself',
    samples.own.map((sample) => sample.initializeMs),
  );
  report(
    'initialize, through a window',
    samples.window.map((sample) => sample.initializeMs),
  );
  report(
    'tools/list, by itself',
    samples.own.map((sample) => sample.toolsMs),
  );
  report(
    'tools/list, through a window',
    samples.window.map((sample) => sample.toolsMs),
  );
}

await main();
