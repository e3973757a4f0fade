import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { FleetError } from '../../core/errors.ts';

/** How to start the scripted model: `node dist/model.js`. */
export interface ModelProgram {
  readonly command: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly language: 'en' | 'de';
}

/** The model's address: its port on 127.0.0.1, and the token with which it may be asked and ended. */
export interface ModelAddress {
  readonly port: number;
  readonly token: string;
}

const START_MS = 15_000;
const ASK_MS = 2000;

/** Does our own model answer there? */
export async function isModelThere({ port, token }: ModelAddress): Promise<boolean> {
  return ask({ port, token }, 'GET', '/demo');
}

/** Ends the model. True when it was there. */
export async function endModel(address: ModelAddress): Promise<boolean> {
  return ask(address, 'POST', '/demo/end');
}

async function ask({ port, token }: ModelAddress, method: string, path: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ASK_MS),
    });
    const body: unknown = await response.json();
    return response.ok && typeof body === 'object' && body !== null && 'demo' in body;
  } catch {
    return false;
  }
}

/**
 * Starts the model as a process of its own, which outlives this window: Agentinnen and other windows go on with it. `port`
 * 0 takes any. Null when the port is taken.
 * @throws FleetError `internal` when it does not start
 */
export async function startModel(
  program: ModelProgram,
  { port, token }: ModelAddress,
): Promise<number | null> {
  const args = [program.script, '--port', String(port), '--demo', program.language];
  const child = spawn(program.command, args, {
    cwd: '/',
    detached: true,
    env: { ...program.env, CODEX_MASTER_DEMO_TOKEN: token },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const started = await new Promise<number | null | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), START_MS);
    child.once('error', () => resolve(undefined));
    child.once('exit', () => resolve(port === 0 ? undefined : null));
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(portIn(line));
    });
  });
  child.stdout.destroy();
  child.unref();
  if (started === undefined) {
    child.kill();
    throw new FleetError('internal', 'The scripted model of the demo did not start. See the log.');
  }
  return started;
}

function portIn(line: string): number | undefined {
  const match = /^\{"port":(\d+)\}$/u.exec(line.trim());
  return match === null ? undefined : Number(match[1]);
}
