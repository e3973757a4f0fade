import type { CommandRunner } from './run.ts';

export interface DesktopAlert {
  readonly title: string;
  readonly text: string;
}

export type DesktopProblem =
  | { readonly program: null }
  | { readonly program: string; readonly why: 'not_started' | 'failed' };

const TIMEOUT_MS = 5000;
const MOST_CHARS = 300;

/**
 * Shows a notification of the desktop: `notify-send` on Linux, `osascript` on macOS; texts are arguments, never part of a
 * script. Resolves with why it could not, null when it did; never rejects. `program` is null where the system has none for it.
 */
export async function alertOnDesktop(
  runner: CommandRunner,
  platform: NodeJS.Platform,
  alert: DesktopAlert,
): Promise<DesktopProblem | null> {
  const command = commandFor(platform, alert);
  if (command === null) return { program: null };
  const run = await runner.run({ ...command, timeoutMs: TIMEOUT_MS, maxOutputBytes: 1000 });
  if (run.kind === 'unstarted') return { program: command.file, why: 'not_started' };
  return run.exitCode === 0 ? null : { program: command.file, why: 'failed' };
}

function commandFor(
  platform: NodeJS.Platform,
  { title, text }: DesktopAlert,
): { readonly file: string; readonly args: readonly string[] } | null {
  const [shownTitle, shownText] = [title, text].map((part) => part.slice(0, MOST_CHARS));
  if (shownTitle === undefined || shownText === undefined) return null;
  if (platform === 'linux') {
    const args = ['--app-name=Codex Master', '--', shownTitle, withoutMarkup(shownText)];
    return { file: 'notify-send', args };
  }
  if (platform !== 'darwin') return null;
  const script = [
    'on run argv',
    'display notification (item 2 of argv) with title (item 1 of argv)',
    'end run',
  ];
  return { file: 'osascript', args: [...script.flatMap((line) => ['-e', line]), shownTitle, shownText] };
}

/** Desktops read the text as markup. */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
