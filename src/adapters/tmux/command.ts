import { FleetError } from '../../core/errors.ts';
import type { WindowCommand, WindowName } from '../../core/ports.ts';

/** One tmux command as words: `['kill-session', '-t', '=a:']`. Quoted or escaped by whoever sends it. */
export type TmuxCommand = readonly string[];

/** Size of a window that nobody looks at; a client's size replaces it (`window-size latest`). */
export const DETACHED_SIZE = { columns: 160, rows: 48 } as const;

// tmux itself replaces `:` and `.` in names; `=`, `#`, `$`, `@` and `%` have meanings in targets and formats.
const SESSION_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ +,-]*$/u;

/** Refuses a session name that tmux would change or read as something else. */
export function checkSessionName(session: string): void {
  if (SESSION_NAME.test(session)) return;
  throw new FleetError(
    'tmux_failed',
    'The name of the tmux session may hold letters, digits, "_" and "-" only. Change it in the fleet file.',
  );
}

/** Target of the session and nothing else: without `=` tmux takes any session that begins with the name. */
export function sessionTarget(session: string): string {
  checkSessionName(session);
  return `=${session}:`;
}

/** Target of the first pane of the window, both names exact. */
export function paneTarget(session: string, window: WindowName): string {
  return `${sessionTarget(session)}=${window}.0`;
}

/**
 * Text that tmux' formats leave as it is. `#` begins an expansion, `#(…)` even a shell command, and `##` is a
 * `#`; only before `[` a row of them already stands for itself.
 */
export function formatLiteral(text: string): string {
  return text.replaceAll(/#+\[?/g, (run) => (run.endsWith('[') ? run : run + run));
}

/**
 * The program's argv as tmux executes it itself. A single word it would hand to a shell: a fixed script then
 * does what `exec` does.
 */
export function programArgv(argv: readonly string[]): readonly string[] {
  const [program, ...args] = argv;
  if (program === undefined) throw new FleetError('internal', 'A window needs a program to run.');
  return args.length > 0 ? argv : ['/bin/sh', '-c', 'exec "$0"', program];
}

function windowArguments(command: WindowCommand): readonly string[] {
  const env = Object.entries(command.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return ['-c', formatLiteral(command.cwd), ...env, '--', ...programArgv(command.argv)];
}

const STARTERS = new Set(['new-session', 'new-window', 'respawn-pane']);

/**
 * Does the command bring a program's environment? That may hold keys and the password of a proxy, and everybody on the
 * machine can read the arguments of a process: those of the one that becomes the tmux server for as long as it lives.
 */
export function startsProgram([name = '']: TmuxCommand): boolean {
  return STARTERS.has(name);
}

/** A new window is titled with the machine's name, one that runs something new keeps its title: both say nothing. */
function clearTitle(session: string, window: WindowName): TmuxCommand {
  return ['select-pane', '-t', paneTarget(session, window), '-T', ''];
}

/** Creates the session with its first window. */
export function newSession(
  session: string,
  window: WindowName,
  command: WindowCommand,
): readonly TmuxCommand[] {
  checkSessionName(session);
  const size = ['-x', String(DETACHED_SIZE.columns), '-y', String(DETACHED_SIZE.rows)];
  return [
    ['new-session', '-d', '-s', session, '-n', window, ...size, ...windowArguments(command)],
    clearTitle(session, window),
  ];
}

/** Adds a window without showing it. */
export function newWindow(
  session: string,
  window: WindowName,
  command: WindowCommand,
): readonly TmuxCommand[] {
  const target = sessionTarget(session);
  return [
    ['new-window', '-d', '-t', target, '-n', window, ...windowArguments(command)],
    clearTitle(session, window),
  ];
}

/**
 * Ends what runs in the window and runs the command there. By `respawn-pane`: `respawn-window` would also show
 * the window to whoever is attached.
 */
export function respawn(session: string, window: WindowName, command: WindowCommand): readonly TmuxCommand[] {
  const target = paneTarget(session, window);
  return [['respawn-pane', '-k', '-t', target, ...windowArguments(command)], clearTitle(session, window)];
}

/**
 * Words of several commands as one argument list for the tmux program. A word that ends in `;` would end its
 * command: tmux takes `\;` there for the character.
 */
export function commandLine(commands: readonly TmuxCommand[]): readonly string[] {
  return commands.flatMap((command, index) => {
    const words = command.map((word) => (word.endsWith(';') ? `${word.slice(0, -1)}\\;` : word));
    return index === 0 ? words : [';', ...words];
  });
}
