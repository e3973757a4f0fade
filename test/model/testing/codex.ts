import { spawn, type ChildProcess } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { scriptedEnv } from '../home.ts';

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');

/** The native Codex binary of the development dependency: its npm launcher would be one process more. */
export function codexBinary(): string {
  const [binary] = globSync('node_modules/@openai/codex-*/vendor/*/bin/codex', { cwd: CHECKOUT });
  if (binary === undefined) throw new Error('No Codex binary in node_modules: run npm ci.');
  return path.join(CHECKOUT, binary);
}

/** A folder for one test file's homes and workspaces; Codex refuses homes below /tmp. */
export function testFolder(name: string): string {
  return path.join(CHECKOUT, '.test-homes', `${name}-${process.pid}`);
}

/** Starts Codex in a scripted home, its standard streams piped; `timeoutMs` ends it if it takes too long. */
export function spawnCodex(
  args: readonly string[],
  home: string,
  cwd: string,
  timeoutMs?: number,
): ChildProcess {
  const env = { ...process.env, ...scriptedEnv(), CODEX_HOME: home, HOME: home };
  return spawn(codexBinary(), args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], timeout: timeoutMs });
}

/** An event of `codex exec --json`, as far as tests look at it. */
export interface ExecEvent {
  readonly type: string;
  readonly item?: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly usage?: Readonly<Record<string, number>>;
}

const EXEC_TIMEOUT_MS = 150_000;

/** Runs one turn by `codex exec --json` and returns its events once the process has ended. */
export async function runExec(prompt: string, home: string, cwd: string): Promise<readonly ExecEvent[]> {
  const child = spawnCodex(['exec', '--json', '--skip-git-repo-check', prompt], home, cwd, EXEC_TIMEOUT_MS);
  child.stdin?.end();
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.resume();
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  const lines = Buffer.concat(chunks).toString('utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as ExecEvent);
}
