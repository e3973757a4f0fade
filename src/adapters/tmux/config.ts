import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DETACHED_SIZE, WATCH_SESSION } from './command.ts';

const FILE_NAME = 'tmux.conf';

/**
 * What a hook does so that every watching client hears of it at once: it renames the hidden window, which tmux
 * tells each client that is attached there. Only words of ours are in it: a title, which a program chooses, must
 * never be expanded into a command. Delayed by 0 s because tmux sends no notifications from within a hook.
 */
const TELL_WATCHERS =
  `if-shell -F '#{S:#{?#{==:#{session_name},${WATCH_SESSION}},1,}}'` +
  ` 'run-shell -b -C -d 0 "rename-window -t =${WATCH_SESSION}:0 changed"'`;

function hook(name: string): string {
  return `set-hook -g ${name} "${TELL_WATCHERS.replaceAll('"', String.raw`\"`).replaceAll('$', String.raw`\$`)}"`;
}

/** The tmux server's configuration. It is our own server: nothing of a person's own configuration is read. */
export const CONFIG = [
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
  hook('pane-died'),
  '# tmux 3.2 has no such hook; a subscription tells of titles then.',
  String.raw`%if "#{m/r:^3\\.[3-9]|^[4-9]|next-,#{version}}"`,
  hook('pane-title-changed'),
  '%endif',
  '',
].join('\n');

/**
 * Writes the configuration (mode 0600) into the folder, which it makes if need be (mode 0700), and returns its
 * path. Nothing is written when it is there already.
 */
export async function writeConfig(folder: string): Promise<string> {
  const path = join(folder, FILE_NAME);
  if ((await readIfThere(path)) === CONFIG) return path;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = `${path}.${randomUUID()}`;
  await writeFile(fresh, CONFIG, { mode: 0o600, flag: 'wx' });
  await rename(fresh, path);
  return path;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
