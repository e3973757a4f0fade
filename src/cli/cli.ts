import type { Fleet } from '../core/fleetApi.ts';
import type { Holder } from '../core/lease.ts';
import {
  bindOperations,
  operations,
  type BoundOperation,
  type OperationContext,
} from '../operations/index.ts';
import { prettyJson } from '../operations/json.ts';
import { VERSION } from '../operations/version.ts';
import { visibleText } from '../core/text/visibleText.ts';
import { parseCommandLine } from './arguments.ts';
import { completionScript, shellOf } from './completion/index.ts';
import { didYouMean } from './didYouMean.ts';
import { commandHelp, COMPLETION_HELP, generalHelp } from './help.ts';
import { readable } from './readable.ts';
import { UsageError } from './usage.ts';

/** What the command line works with; a test gives its own. */
export interface CliWorld {
  /** Called when a command needs the fleet; it is disposed at the end. */
  readonly openFleet: () => Promise<Fleet>;
  readonly holder: Holder;
  readonly cwd: string;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Runs one command line and returns its exit code (reference contract §2). */
export async function runCli(words: readonly string[], world: CliWorld): Promise<number> {
  try {
    return await dispatch(words, world);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const where = error.command === null ? '' : ` ${error.command}`;
    world.err(
      visibleText(`codex-master-mcp${where}: ${error.message}`) + `\nTry: codex-master-mcp${where} --help`,
    );
    return EXIT.usage;
  }
}

async function dispatch([command, ...rest]: readonly string[], world: CliWorld): Promise<number> {
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    return print(world, generalHelp());
  }
  if (command === '--version') return print(world, VERSION);
  const operation = operations.find(({ cli }) => cli.command === command);
  if (command === 'completion' && isHelp(rest)) return print(world, COMPLETION_HELP);
  if (command === 'completion') shellOf(rest);
  else if (operation === undefined && command !== 'tools') throw unknownCommand(command);
  const fleet = await world.openFleet();
  try {
    const agentIds = fleet.config.agents.map(({ id }) => id);
    if (operation !== undefined) return await run(operation.bind(agentIds), rest, fleet, world);
    if (command === 'completion') return print(world, completionScript(rest, agentIds));
    return print(world, prettyJson([...bindOperations(agentIds).values()].map(toolSchema)));
  } finally {
    fleet.dispose();
  }
}

function isHelp(words: readonly string[]): boolean {
  return words.includes('--help') || words.includes('-h');
}

function unknownCommand(command: string): UsageError {
  const known = [...operations.map(({ cli }) => cli.command), 'tools', 'completion', 'help'];
  const meant = didYouMean(command, known);
  const hint = meant === null ? '' : `; did you mean "${meant}"?`;
  return new UsageError(`there is no command "${command}"${hint}`);
}

function toolSchema({ operation: { name }, inputSchema }: BoundOperation) {
  return { name, inputSchema };
}

async function run(
  bound: BoundOperation,
  words: readonly string[],
  fleet: Fleet,
  world: CliWorld,
): Promise<number> {
  const { args, json, help } = parseCommandLine(bound, words);
  if (help) return print(world, commandHelp(bound));
  const { ok, value } = await bound.call(contextOf(fleet, world, json), args);
  if (json) world.out(prettyJson(value));
  else if (ok) world.out(visibleText(readable(bound.operation.name, value)));
  else world.err(visibleText(`codex-master-mcp ${bound.operation.cli.command}: ${inCommands(value.error)}`));
  return ok && bound.operation.cli.isRefused?.(value) !== true ? EXIT.done : EXIT.failed;
}

/** A sentence that was written for models names tools; at a command line they are commands. */
function inCommands(sentence: string): string {
  return sentence.replaceAll(/\b[a-z]+(?:_[a-z]+)+\b/gu, (word) => {
    const operation = operations.find(({ name }) => name === word);
    return operation === undefined ? word : `"codex-master-mcp ${operation.cli.command}"`;
  });
}

function contextOf(fleet: Fleet, world: CliWorld, json: boolean): OperationContext {
  const { holder, cwd, nowMs, signal } = world;
  return {
    fleet,
    holder,
    cwd,
    nowMs,
    signal,
    onProgress: json ? undefined : (text) => world.err(visibleText(text)),
  };
}

function print(world: CliWorld, text: string): number {
  world.out(text);
  return EXIT.done;
}
