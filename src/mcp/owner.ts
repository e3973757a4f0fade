/**
 * Lease owner of this process: the one it was given, else one that all processes of a Codex conversation share
 * (each call may come through a new process), else a fresh one of 128 bits.
 */
export function leaseOwner(env: Readonly<Record<string, string | undefined>>): string {
  const given = env['CODEX_MASTER_MCP_INSTANCE_ID'];
  if (given) return given;
  const thread = env['CODEX_THREAD_ID'];
  return thread ? `codex-thread-${thread}` : freshOwner();
}

/** By the global, which loads on use: importing node:crypto would cost the relay's start 3 ms. */
function freshOwner(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
}
