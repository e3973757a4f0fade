import type { Holder } from '../core/lease.ts';
import type { ProcessWitness } from '../core/witness.ts';

const PERSON = 'person-';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whoever is at the other end of an MCP connection, as far as its process can tell. */
export interface Caller {
  /** Lease owner when the connection does not say better; private. */
  readonly owner: string;
  /**
   * Where `owner` comes from: `given` by whoever set it up (several processes may share it, one after the other),
   * the `thread` of a Codex conversation, or `made` for this process alone.
   */
  readonly ownerIs: 'given' | 'thread' | 'made';
  /** The process that a client started for this connection. */
  readonly process: ProcessWitness | null;
  /** The Codex that started it; null when unknown. */
  readonly client: ProcessWitness | null;
}

/** Who calls from an MCP process with this environment. */
export function callerOf(env: Environment, witnesses: Pick<Caller, 'process' | 'client'>): Caller {
  const given = env['CODEX_MASTER_MCP_INSTANCE_ID'];
  if (given) return { owner: given, ownerIs: 'given', ...witnesses };
  const thread = env['CODEX_THREAD_ID'];
  if (thread) return { owner: threadOwner(thread), ownerIs: 'thread', ...witnesses };
  return { owner: freshOwner(), ownerIs: 'made', ...witnesses };
}

/**
 * The lead that makes a call: the owner it was given, else the Codex conversation that the call names (Codex tells
 * its MCP servers of it with each call and in no other way), else what its process knows. A conversation outlives
 * the MCP process, which Codex replaces on reconnect, and ends with its Codex; a given owner may outlive both.
 */
export function leadHolder(caller: Caller, threadId: string | null): Holder {
  const { ownerIs, process, client } = caller;
  const owner = leadName(caller.owner);
  if (ownerIs === 'given') return { owner, kind: 'lead' };
  if (threadId !== null) return { owner: threadOwner(threadId), kind: 'lead', witness: client };
  return { owner, kind: 'lead', witness: ownerIs === 'thread' ? client : process };
}

/**
 * A person, whose windows and shells share an owner. Outlives processes, so only time ends what it holds. `seat` names
 * the window that they sit at.
 */
export function personHolder(uid: number | string, seat?: string): Holder {
  return { owner: `${PERSON}${uid}`, kind: 'person', ...(seat !== undefined && { seat }) };
}

/**
 * Who works at a command line: a person, also under a name of their own, unless a Codex runs it. Its shell names its
 * conversation to every command; `model` is the process of one among the command's ancestors, for a variable is soon unset.
 * A command is over at once, and which Codex it works for is not certain: only time ends what it holds.
 */
export function commandLineHolder(
  env: Environment,
  uid: number | string,
  model: ProcessWitness | null,
): Holder {
  const given = env['CODEX_MASTER_MCP_INSTANCE_ID'];
  const thread = env['CODEX_THREAD_ID'];
  if (thread) return { owner: given ? leadName(given) : threadOwner(thread), kind: 'lead' };
  if (model !== null) return { owner: given ? leadName(given) : processOwner(model), kind: 'lead' };
  return given ? { owner: given, kind: 'person' } : personHolder(uid);
}

/** One that does not name its conversation is the same in all of its commands. */
function processOwner({ pid, started, boot }: ProcessWitness): string {
  return `codex-process-${pid}-${started}-${boot}`;
}

/** A lead that was given a person's name would hold what the person holds. */
function leadName(given: string): string {
  return given.startsWith(PERSON) ? `lead-${given}` : given;
}

function threadOwner(threadId: string): string {
  return `codex-thread-${threadId}`;
}

/** By the global, which loads on use: importing node:crypto would cost the relay's start 3 ms. */
function freshOwner(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
}
