import * as z from 'zod';
import { STARTUP_TIMEOUT_SECONDS, type DeclaredServer } from '../../../core/diagnostics/registration.ts';
import { FleetError } from '../../../core/errors.ts';
import type { CommandRunner } from '../../run.ts';
import { readConfigFile, replaceConfigFile } from './configFile.ts';
import { raiseInServerTable, serverTableText } from './tomlTable.ts';

const COMMAND_TIMEOUT_MS = 20_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** A Codex home and the program that manages it. */
export interface RegistrationTarget {
  readonly home: string;
  /** The launcher with arguments that always come first. */
  readonly launcher: readonly string[];
  /** The program's whole environment; CODEX_HOME is added. */
  readonly env: Readonly<Record<string, string>>;
}

/** An MCP server as a home knows it. */
export interface Registration extends DeclaredServer {
  readonly name: string;
}

/** What is to be registered. */
export interface RegistrationWish {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface RegistrationChange {
  readonly before: Registration | null;
  readonly after: Registration | null;
  /** The server's part of config.toml as it stands now; null when there is none. */
  readonly configText: string | null;
}

const server = z
  .object({
    name: z.string(),
    enabled: z.boolean().default(true),
    transport: z.object({
      command: z.string().optional(),
      args: z.array(z.string()).default([]),
      env: z.record(z.string(), z.string()).nullish(),
    }),
    startup_timeout_sec: z.number().nullish(),
  })
  .transform(({ name, enabled, transport, startup_timeout_sec: timeout }): Registration => ({
    name,
    enabled,
    argv: transport.command === undefined ? null : [transport.command, ...transport.args],
    env: transport.env ?? {},
    startupTimeoutSeconds: timeout ?? null,
  }));

/** The answer of `codex mcp list --json`; null when it is not understood. */
export function parseRegistrations(text: string): readonly Registration[] | null {
  return z.array(server).safeParse(parseJson(text)).data ?? null;
}

/** The answer of `codex mcp get NAME --json`; null when it is not understood. */
export function parseRegistration(text: string): Registration | null {
  return server.safeParse(parseJson(text)).data ?? null;
}

/** The MCP servers of a home. Rejects with `registration_failed` when Codex does not say. */
async function listRegistrations(
  runner: CommandRunner,
  target: RegistrationTarget,
): Promise<readonly Registration[]> {
  const stdout = await codexMcp(runner, target, ['list', '--json'], 'read the MCP servers of this home');
  const all = parseRegistrations(stdout);
  if (all === null) throw failed('read the MCP servers of this home', new Error('Unexpected output.'));
  return all;
}

/** The server of this name; null when the home has none. */
export async function readRegistration(
  runner: CommandRunner,
  target: RegistrationTarget,
  name: string,
): Promise<Registration | null> {
  const all = await listRegistrations(runner, target);
  return all.find((registration) => registration.name === name) ?? null;
}

/**
 * Registers the server, over one of the same name, and gives it time to start. Refuses nothing: whether to
 * overwrite is the caller's to decide.
 */
export async function register(
  runner: CommandRunner,
  target: RegistrationTarget,
  wish: RegistrationWish,
): Promise<RegistrationChange> {
  const before = await readRegistration(runner, target, wish.name);
  const env = Object.entries(wish.env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  await codexMcp(runner, target, ['add', wish.name, ...env, '--', ...wish.argv], 'register the MCP server');
  await giveTime(target.home, wish.name);
  return changeSince(before, runner, target, wish.name);
}

/** Takes the server out again; one that is not there is fine. */
export async function unregister(
  runner: CommandRunner,
  target: RegistrationTarget,
  name: string,
): Promise<RegistrationChange> {
  const before = await readRegistration(runner, target, name);
  await codexMcp(runner, target, ['remove', name], 'remove the MCP server');
  return changeSince(before, runner, target, name);
}

async function changeSince(
  before: Registration | null,
  runner: CommandRunner,
  target: RegistrationTarget,
  name: string,
): Promise<RegistrationChange> {
  const after = await readRegistration(runner, target, name);
  return { before, after, configText: serverTableText(await readConfigFile(target.home), name) };
}

async function giveTime(home: string, name: string): Promise<void> {
  const toml = await readConfigFile(home);
  const raised = raiseInServerTable(toml, name, 'startup_timeout_sec', STARTUP_TIMEOUT_SECONDS);
  if (raised === null) return;
  try {
    await replaceConfigFile(home, raised);
  } catch (cause) {
    throw failed('write config.toml', cause);
  }
}

async function codexMcp(
  runner: CommandRunner,
  { home, launcher, env }: RegistrationTarget,
  args: readonly string[],
  task: string,
): Promise<string> {
  const [file = '', ...first] = launcher;
  const result = await runner.run({
    file,
    args: [...first, 'mcp', ...args],
    env: { ...env, CODEX_HOME: home },
    timeoutMs: COMMAND_TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  });
  if (result.kind === 'unstarted') throw failed(task, result.cause);
  if (result.exitCode !== 0) throw failed(task, new Error(result.stderr.slice(0, 2000)));
  return result.stdout;
}

function failed(task: string, cause: unknown): FleetError {
  return new FleetError(
    'registration_failed',
    `Codex could not ${task}. Run "codex doctor" in that home to see why.`,
    {
      cause,
    },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
