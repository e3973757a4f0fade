import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { checkout, node24 } from '../../host/paths.ts';
import { LineClient } from '../../unit/mcp/support.ts';

/** The environment of a Masterjet: it sees nothing of what a person has on this machine. */
export type MasterjetEnv = Readonly<Record<string, string>>;

/** A folder of a test's own (with a short name, for sockets lie below it), and the environment that leads there. */
export function masterjetPlace(letter: string): { readonly root: string; readonly env: MasterjetEnv } {
  const homes = path.join(checkout, '.test-homes');
  mkdirSync(homes, { recursive: true });
  const root = mkdtempSync(path.join(homes, `${letter}-`));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    TMUX_TMPDIR: root,
    CODEX_MASTER_FLEET: path.join(root, 'none.json'),
    CODEX_MASTER_MCP_STATE: path.join(root, 's'),
  };
  return { root, env };
}

/** A Masterjet process as a lead would start it. */
export class MasterjetProcess {
  readonly client: LineClient;
  stderr = '';
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<number | null>;

  constructor(env: MasterjetEnv, cwd: string) {
    this.#child = spawn(node24, [path.join(checkout, 'src/mcp/main.ts')], { env, cwd });
    this.client = new LineClient(this.#child.stdout, this.#child.stdin);
    this.#child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.#exit = new Promise((resolve) => this.#child.once('exit', resolve));
  }

  /** Ends stdin, as a lead does; resolves with the exit code. */
  async ended(): Promise<number | null> {
    this.client.end();
    return this.#exit;
  }

  async killed(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
