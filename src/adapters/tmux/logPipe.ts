import { lstat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { userInfo } from 'node:os';

import { FleetError } from '../../core/errors.ts';
import { formatLiteral } from './command.ts';

/** What `dd` reads at most before the size is looked at: 256 reads of at most 4 KiB. */
const BLOCK_BYTES = 4096;
const BLOCKS = 256;
/** A log that is larger than this is set aside as `<log>.1`, replacing the one before. */
const ROTATE_BYTES = 1.5 * 1024 * 1024;

/** The most that a log and its older part can take together: 5 MiB. */
export const MAX_LOG_BYTES = 2 * (ROTATE_BYTES + BLOCK_BYTES * BLOCKS);

/**
 * Appends what it reads to `$log`, each piece at once (`dd` writes what one read gave). Ends with its input, and
 * as soon as the log is a link; where `dd` can (GNU), the system refuses one that takes its place in between. New files
 * are private and never made over something else (`set -C`). It holds neither `#` nor `%`, which tmux would expand.
 */
const SCRIPT = `
umask 077
set -C
size=$(wc -c <"$log") || exit
safely='oflag=append,nofollow conv=notrunc,nocreat'
dd if=/dev/null of="$log" $safely 2>/dev/null || safely=
while [ ! -h "$log" ]; do
  if [ -n "$safely" ]; then
    dd bs=${BLOCK_BYTES} count=${BLOCKS} of="$log" $safely 2>/dev/null || exit
  else
    dd bs=${BLOCK_BYTES} count=${BLOCKS} >>"$log" 2>/dev/null || exit
  fi
  before=$size
  size=$(wc -c <"$log") || exit
  [ "$size" -gt "$before" ] || exit
  if [ "$size" -gt ${ROTATE_BYTES} ]; then
    [ ! -d "$log.1" ] || exit
    mv -f "$log" "$log.1"
    : >"$log" || exit
    size=0
  fi
done`;

/** A word for a POSIX shell that stands for exactly this text. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The shell command for `pipe-pane`. tmux expands its formats and the time (`%H`) in it: both are kept from it. */
export function logPipeCommand(logPath: string): string {
  const command = `log=${shellQuote(logPath)}\n${SCRIPT}`;
  return formatLiteral(command).replaceAll('%', '%%');
}

/** Refuses a log that is not a regular file of this user's: nothing is written through a link. */
export async function checkLogFile(logPath: string): Promise<void> {
  const stats = await lstat(logPath).catch(() => null);
  if (isAbsolute(logPath) && stats?.isFile() === true && stats.uid === userInfo().uid) return;
  throw new FleetError(
    'state_directory_unsafe',
    'The raw log is not a file of ours; nothing is written to it.',
  );
}
