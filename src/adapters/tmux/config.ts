import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DETACHED_SIZE, formatLiteral, type TmuxCommand } from './command.ts';
import { quoteArgument, quoteCommand } from './quote.ts';

const CONFIG_FILE = 'tmux.conf';
const NOTICE_FILE = 'tmux.changed';
const BUFFER = 'codex-master-notice';
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const LOOKING = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
const TOUCHING = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;

/** Hooks that tell of sessions and windows, and of a program's end. */
const HOOKS = [
  'session-created',
  'session-closed',
  'session-renamed',
  'window-linked',
  'window-unlinked',
  'pane-died',
];

/** As a hook's commands. No word of a program's own (a title) ever becomes part of them. */
function notify(noticePath: string): string {
  return notice(noticePath)
    .map((command) => quoteCommand(command))
    .join(' ; ');
}

/**
 * A title without what merely moves: signs before the first word (a spinner, a blinking mark) count as one. What
 * matters of a title changes this, and a spinner does not have to be told of ten times a second.
 */
const STEADY_TITLE = '#{s/^[^a-zA-Z0-9]+ /* /:pane_title}';

/**
 * What makes whoever watches the notice file hear of a change: the tmux server itself writes to it, no process
 * is started.
 */
export function notice(noticePath: string): readonly TmuxCommand[] {
  return [
    ['set-buffer', '-b', BUFFER, '.'],
    ['save-buffer', '-b', BUFFER, formatLiteral(noticePath)],
  ];
}

function hook(name: string, commands: string): string {
  return `set-hook -g ${name} ${quoteArgument(commands)}`;
}

function titleHook(noticePath: string): string {
  const remember = quoteCommand(['set-option', '-pF', '@codex-master-title', STEADY_TITLE]);
  const changed = `#{!=:#{@codex-master-title},${STEADY_TITLE}}`;
  const commands = `${remember} ; ${notify(noticePath)}`;
  return hook('pane-title-changed', quoteCommand(['if-shell', '-F', changed, commands]));
}

/** The tmux server's configuration. It is our own server: nothing of a person's own configuration is read. */
export function tmuxConfig(noticePath: string): string {
  return [
    '# Written by Codex Master; changes are lost.',
    '# A window is as large as the terminal that was used last.',
    'set -g window-size latest',
    `set -g default-size ${DETACHED_SIZE.columns}x${DETACHED_SIZE.rows}`,
    'set -g mouse on',
    'set -s extended-keys on',
    'set -s set-clipboard on',
    'set -g focus-events on',
    "# Escape interrupts Codex; tmux' usual half second would be felt.",
    'set -s escape-time 10',
    'set -g default-terminal screen-256color',
    '# By index, so that reading this file again does not add it again.',
    "set -s terminal-features[100] 'xterm*:RGB:extkeys'",
    '# A program that ended stays visible, with its exit status.',
    'set -g remain-on-exit on',
    'set -s exit-empty on',
    '# The environment is what a command brings, not what a client happens to have.',
    "set -g update-environment ''",
    '# Names of windows are addresses.',
    'set -g automatic-rename off',
    'set -g allow-rename off',
    '# Codex draws its own status line.',
    'set -g status off',
    'set -g set-titles on',
    "set -g set-titles-string '#{?pane_title,#{pane_title},#{session_name}}'",
    'set -g history-limit 5000',
    "# Of the prefix keys those stay that do not end or reshape an Agentin's windows.",
    'unbind -a -T prefix',
    'bind d detach-client',
    'bind C-b send-prefix',
    'bind n next-window',
    'bind p previous-window',
    'bind [ copy-mode',
    'bind PPage copy-mode -u',
    'bind r refresh-client',
    '# Each change is told by writing to a file.',
    ...HOOKS.map((name) => hook(name, notify(noticePath))),
    '# tmux 3.2 has no such hook.',
    String.raw`%if "#{m/r:^(next-)?(3\\.[3-9]|[4-9]|[1-9][0-9]),#{version}}"`,
    titleHook(noticePath),
    '%endif',
    '',
  ].join('\n');
}

export interface TmuxFiles {
  /** The generated configuration. */
  readonly configPath: string;
  /** The tmux server writes to it whenever something changed; what it holds says nothing. */
  readonly noticePath: string;
}

export function filesIn(folder: string): TmuxFiles {
  return { configPath: join(folder, CONFIG_FILE), noticePath: join(folder, NOTICE_FILE) };
}

/**
 * Makes sure of both files (mode 0600) in the folder, which it makes if need be (mode 0700). Writes only what is
 * not there already.
 */
export async function ensureFiles(folder: string): Promise<TmuxFiles> {
  const { configPath, noticePath } = filesIn(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Nothing else than a file: through a link tmux would write elsewhere, and a pipe would be waited at for ever.
  await (await open(noticePath, TOUCHING, 0o600)).close();
  const config = tmuxConfig(noticePath);
  if ((await readIfThere(configPath)) !== config) {
    const fresh = `${configPath}.${randomUUID()}`;
    await writeFile(fresh, config, { mode: 0o600, flag: 'wx' });
    await rename(fresh, configPath);
  }
  return { configPath, noticePath };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, { encoding: 'utf8', flag: LOOKING });
  } catch {
    return null;
  }
}
