/**
 * Makes the tmux server look for programs that ended, as if the system had just told it so.
 *
 * A tmux that keeps login records (libutempter: Debian, Ubuntu, Fedora) misses that signal when it notices the
 * closed terminal first, about every second time: the pane then has no exit status and no hook runs until some
 * other child ends. tmux issue 311 describes it and the same remedy. A second signal does no harm.
 * Returns false when the server itself is gone.
 */
export function collectEnded(serverPid: number): boolean {
  try {
    return process.kill(serverPid, 'SIGCHLD');
  } catch {
    return false;
  }
}
