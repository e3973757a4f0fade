import type { Holder } from '../core/lease.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Lease owner of an MCP process: the one it was given, else one that all processes of a Codex conversation share
 * (each call may come through a new process), else a fresh one of 128 bits.
 */
export function leadOwner(env: Environment): string {
  return namedOwner(env) ?? freshOwner();
}

/** Who works at a command line: a person, whose windows and shells share an owner, unless Codex runs it. */
export function commandLineHolder(env: Environment, uid: number | string): Holder {
  const owner = namedOwner(env);
  return owner === null ? { owner: `person-${uid}`, kind: 'person' } : { owner, kind: 'lead' };
}

function namedOwner(env: Environment): string | null {
  const given = env['CODEX_MASTER_MCP_INSTANCE_ID'];
  if (given) return given;
  const thread = env['CODEX_THREAD_ID'];
  return thread ? `codex-thread-${thread}` : null;
}

/** By the global, which loads on use: importing node:crypto would cost the relay's start 3 ms. */
function freshOwner(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
}
