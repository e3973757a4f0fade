import * as z from 'zod';
import type { LeaseRecord } from '../../core/lease.ts';
import { parseJson } from './json.ts';

/** More than any lease of ours or of the reference takes. */
export const MAX_LEASE_BYTES = 16 * 1024;

/** A process as a witness, in leases and holds. */
export const witnessFile = z.object({
  pid: z.number().int().positive(),
  started: z.string(),
  boot: z.string(),
  host: z.string(),
  space: z.string(),
});

/** `leases/<agent>.json`, reference contract §3.3. */
const leaseFile = z.object({
  agent: z.string(),
  owner: z.string().min(1),
  created_at_utc: z.string(),
  updated_at_utc: z.string(),
  expires_at_epoch: z.number(),
  expires_at_utc: z.string(),
  // Far more than anybody may ask for: beyond it the file is damaged.
  ttl_seconds: z.number().min(0).max(1e9),
  // Ours. One that makes no sense proves nothing, and leaves the rest as good as it is.
  witnesses: z.array(witnessFile).max(16).optional().catch(undefined),
});

/** The lease in a file's text; `'unreadable'` when it is damaged or another Agentin's. */
export function parseLease(text: string, agentId: string): LeaseRecord | null | 'unreadable' {
  // What a power cut leaves of a lease that was not on the disk yet; nobody who could hold it lived on.
  if (text === '') return null;
  const file = leaseFile.safeParse(parseJson(text));
  if (!file.success || file.data.agent !== agentId) return 'unreadable';
  const { owner, created_at_utc, updated_at_utc, expires_at_epoch, ttl_seconds, witnesses } = file.data;
  const createdAtMs = Date.parse(created_at_utc);
  const updatedAtMs = Date.parse(updated_at_utc);
  const expiresAtMs = Math.round(expires_at_epoch * 1000);
  // Of a moment that no calendar has nobody could say when it ends.
  const moments = [createdAtMs, updatedAtMs, new Date(expiresAtMs).getTime()];
  if (moments.some(Number.isNaN)) return 'unreadable';
  return {
    agentId,
    owner,
    createdAtMs,
    updatedAtMs,
    expiresAtMs,
    ttlSeconds: Math.round(ttl_seconds),
    ...(witnesses && witnesses.length > 0 && { witnesses }),
  };
}

/** The text of a lease file. */
export function formatLease(lease: LeaseRecord): string {
  const file: z.infer<typeof leaseFile> = {
    agent: lease.agentId,
    owner: lease.owner,
    created_at_utc: new Date(lease.createdAtMs).toISOString(),
    updated_at_utc: new Date(lease.updatedAtMs).toISOString(),
    expires_at_epoch: lease.expiresAtMs / 1000,
    expires_at_utc: new Date(lease.expiresAtMs).toISOString(),
    ttl_seconds: lease.ttlSeconds,
    ...(lease.witnesses && { witnesses: [...lease.witnesses] }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
