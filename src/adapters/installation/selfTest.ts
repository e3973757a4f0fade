import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
  SELF_TEST_SECONDS,
  type SelfTestProblem,
  type SelfTestResult,
} from '../../core/diagnostics/selfTest.ts';
import { converse, type Conversation } from './selfTestTalk.ts';

export interface SelfTestWish {
  /** The command line as a client's configuration has it. */
  readonly argv: readonly string[];
  /** Added to the few variables that clients give their servers. */
  readonly env: Readonly<Record<string, string>>;
  /** Where those few come from. */
  readonly ambient: Readonly<Record<string, string | undefined>>;
  /** What the server has to call itself. */
  readonly serverName: string;
  /** Also asks for the tools, which must include this one; null asks for `initialize` alone. */
  readonly requiredTool: string | null;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What Codex gives its MCP servers. */
const CLIENT_VARIABLES = [
  ...[
    'HOME',
    'LOGNAME',
    'PATH',
    'SHELL',
    'USER',
    '__CF_USER_TEXT_ENCODING',
    'LANG',
    'LC_ALL',
    'TERM',
    'TMPDIR',
    'TZ',
  ],
  // Windows starts nothing without it.
  'SystemRoot',
] as const;

/** How long a server may take to end once its input has; then it is killed, which is no failure. */
const END_GRACE_MS = 1000;

/**
 * Starts an MCP server as a client would, says `initialize` (and asks for the tools), and ends it with everything it
 * started. Never rejects. Reference contract §7, startup_self_test and tools_list_self_test.
 */
export async function selfTest(wish: SelfTestWish): Promise<SelfTestResult> {
  const startedMs = performance.now();
  const timeoutMs = wish.timeoutMs ?? SELF_TEST_SECONDS * 1000;
  const { problem, returncode, talk } = await attempt(wish, timeoutMs);
  return {
    ok: problem === null,
    status: statusOf(problem),
    returncode: problem === 'timed_out' ? 124 : returncode,
    timeout_seconds: timeoutMs / 1000,
    problem,
    version: talk?.version ?? null,
    tool_count: talk?.toolCount ?? null,
    elapsed_ms: Math.round(performance.now() - startedMs),
  };
}

function statusOf(problem: SelfTestProblem | null): SelfTestResult['status'] {
  if (problem === null) return 'ok';
  if (problem === 'timed_out') return 'timeout';
  return problem === 'not_started' ? 'unavailable' : 'failed';
}

interface Attempt {
  readonly problem: SelfTestProblem | null;
  readonly returncode: number | null;
  readonly talk: Conversation | null;
}

async function attempt(wish: SelfTestWish, timeoutMs: number): Promise<Attempt> {
  if (wish.signal?.aborted === true) return { problem: 'cancelled', returncode: null, talk: null };
  const child = start(wish);
  if (child === null) return { problem: 'not_started', returncode: null, talk: null };
  const ended = endOf(child);
  const interruption = interrupted(ended, timeoutMs, wish.signal);
  try {
    const talk = await Promise.race([converse(child, wish), interruption.problem]);
    if (typeof talk === 'string') return { problem: talk, returncode: child.exitCode, talk: null };
    child.stdin.end();
    const isEnding = talk.problem === null || talk.problem === 'input_closed';
    const returncode = isEnding ? await codeWithin(ended, END_GRACE_MS) : null;
    // Who ends before we have said a word has its input closed, too, and which of both is heard first is luck.
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    const problem = talk.problem === 'input_closed' && hasEnded ? 'ended_early' : talk.problem;
    return { problem, talk, returncode };
  } finally {
    interruption.stop();
    killGroup(child);
  }
}

function start({ argv, env, ambient }: SelfTestWish): ChildProcessWithoutNullStreams | null {
  const [file = '', ...args] = argv;
  const usual = CLIENT_VARIABLES.map((name) => [name, ambient[name]] as const);
  const known = usual.filter((pair): pair is readonly [(typeof pair)[0], string] => pair[1] !== undefined);
  try {
    const child = spawn(file, args, {
      env: { ...Object.fromEntries(known), ...env },
      // A group of its own, so that what a wrapper starts ends with it.
      detached: true,
      stdio: 'pipe',
    });
    // Where no descriptor is left it has no pipes either, and what it tells a moment later nobody would hear.
    child.once('error', () => {});
    child.stderr.resume();
    return child;
  } catch {
    // Node throws at once for what can be no command line (an empty word, a NUL in it).
    return null;
  }
}

type End = { readonly started: boolean; readonly code: number | null };

function endOf(child: ChildProcessWithoutNullStreams): Promise<End> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ started: child.pid !== undefined, code: null }));
    // `close`, not `exit`: what it wrote at its end is read first.
    child.once('close', (code) => resolve({ started: true, code }));
  });
}

interface Interruption {
  readonly problem: Promise<SelfTestProblem>;
  readonly stop: () => void;
}

/** The end, the time-out or the caller, whichever comes first. */
function interrupted(ended: Promise<End>, timeoutMs: number, signal: AbortSignal | undefined): Interruption {
  const { promise, resolve } = Promise.withResolvers<SelfTestProblem>();
  const cancel = (): void => resolve('cancelled');
  const timer = setTimeout(() => resolve('timed_out'), timeoutMs);
  signal?.addEventListener('abort', cancel, { once: true });
  void ended.then(({ started }) => resolve(started ? 'ended_early' : 'not_started'));
  return {
    problem: promise,
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    },
  };
}

async function codeWithin(ended: Promise<End>, ms: number): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  const end = await Promise.race([ended, late]);
  clearTimeout(timer);
  return end?.code ?? null;
}

/** Ends what still holds the pipes: the server, or what a wrapper left behind. */
function killGroup(child: ChildProcessWithoutNullStreams): void {
  const isOver = child.stdout.closed && child.stderr.closed && child.exitCode !== null;
  child.stdout.destroy();
  child.stderr.destroy();
  if (child.pid === undefined || isOver) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
