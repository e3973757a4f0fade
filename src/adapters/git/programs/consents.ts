import { join } from 'node:path';
import { ensurePrivateDirectory, ensureStateRoot } from '../../store/directories.ts';
import { readPrivate, writePrivate, type Nonce } from '../../store/files.ts';

const MAX_CONSENT_BYTES = 1024;

export interface ConsentWorld {
  readonly stateRoot: string;
  readonly nonce: Nonce;
  readonly nowMs: () => number;
}

/** What persons allowed to run, each by the hash of what they saw: a private file each, in the state directory. */
export type ConsentKind = 'setup' | 'check';

export async function rememberConsent(world: ConsentWorld, kind: ConsentKind, sha256: string): Promise<void> {
  const { stateRoot, nonce, nowMs } = world;
  ensureStateRoot(stateRoot);
  ensurePrivateDirectory(join(stateRoot, 'consents'));
  const text = JSON.stringify({ version: 1, kind, granted_at_ms: nowMs() });
  await writePrivate(consentPath(stateRoot, kind, sha256), `${text}\n`, nonce);
}

export async function hasConsent(
  { stateRoot }: Pick<ConsentWorld, 'stateRoot'>,
  kind: ConsentKind,
  sha256: string,
): Promise<boolean> {
  return (await readPrivate(consentPath(stateRoot, kind, sha256), MAX_CONSENT_BYTES)) !== null;
}

function consentPath(stateRoot: string, kind: ConsentKind, sha256: string): string {
  return join(stateRoot, 'consents', `${kind}-${sha256}.json`);
}
