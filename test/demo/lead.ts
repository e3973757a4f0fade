import { execFile, spawn } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { checkout, node24 } from '../host/paths.ts';
import type { StepInput } from '../model/index.ts';
import { scriptLine } from '../model/index.ts';
import type { DemoWorld } from './world.ts';

const run = promisify(execFile);

export const MCP_NAME = 'codex-master-mcp';

/** What the Masterjet needs to find the demo's fleet instead of the person's own; Codex hands its servers little else. */
const PASSED = [
  'CODEX_MASTER_FLEET',
  'CODEX_MASTER_MCP_STATE',
  'XDG_RUNTIME_DIR',
  'TMUX_TMPDIR',
  'SCRIPTED_KEY',
  'PATH',
] as const;

/** Registers the Masterjet for the lead Codex as a person would: `codex mcp add`. */
export async function registerMasterjet(world: DemoWorld, entry = 'dist/mcp.js'): Promise<void> {
  const env = { ...world.env, CODEX_HOME: world.homes.lead };
  const pairs = PASSED.flatMap((name) => ['--env', `${name}=${world.env[name] ?? ''}`]);
  const command = [node24, path.join(checkout, entry)];
  await run('codex', ['mcp', 'add', MCP_NAME, ...pairs, '--', ...command], { env });
  const file = path.join(world.homes.lead, 'config.toml');
  const table = `[mcp_servers.${MCP_NAME}]\n`;
  // Nobody sits in front of the demo's lead to approve her tools, and she begins when they are there.
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace(table, `${table}default_tools_approval_mode = "approve"\nrequired = true\n`),
  );
}

/** One call of a Masterjet tool, as a step of the scripted model. */
export function call(tool: string, args: Readonly<Record<string, unknown>>): StepInput {
  return { do: 'callMcpTool', server: MCP_NAME, tool, arguments: { ...args } };
}

export interface LeadResult {
  readonly exitCode: number | null;
  /** Results of her tool calls in order, as the text that the tool gave her. */
  readonly toolResults: readonly string[];
}

/** Lets the lead Codex do these steps; resolves when she is done. */
export async function lead(world: DemoWorld, steps: readonly StepInput[]): Promise<LeadResult> {
  const args = ['exec', '--json', '--skip-git-repo-check', '-C', world.workspace, scriptLine([...steps])];
  const env = { ...world.env, CODEX_HOME: world.homes.lead };
  const child = spawn('codex', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = path.join(world.root, 'lead.log');
  child.stderr.on('data', (chunk: Buffer) => void appendFile(log, chunk).catch(() => {}));
  const toolResults: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    void appendFile(log, `${line}\n`).catch(() => {});
    const result = toolResult(line);
    if (result !== null) toolResults.push(result);
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, toolResults };
}

interface ExecEvent {
  readonly type?: string;
  readonly item?: {
    readonly type?: string;
    readonly result?: { readonly content?: readonly { readonly text?: string }[] } | null;
    readonly error?: unknown;
  };
}

function toolResult(line: string): string | null {
  if (!line.startsWith('{')) return null;
  const event = JSON.parse(line) as ExecEvent;
  if (event.type !== 'item.completed' || event.item?.type !== 'mcp_tool_call') return null;
  return event.item.result?.content?.[0]?.text ?? JSON.stringify(event.item.error ?? null);
}
