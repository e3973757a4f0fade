import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createNodeFleet } from '../../../src/adapters/nodeFleet.ts';
import { ProcessWitnesses } from '../../../src/adapters/witness.ts';
import { FleetError } from '../../../src/core/errors.ts';
import type { LeaseRecord } from '../../../src/core/lease.ts';
import { callerOf, leadHolder } from '../../../src/operations/holder.ts';
import { seeded } from './seeded.ts';

/**
 * One of several leads over one state: `node leaseWorker.ts <log> <seed> <stop>`. Claims Agentinnen, notes
 * in the log what it does while it holds one, and lets go of her in one way or another, until there is a file called `<stop>`.
 */
const [log = '', seed = '0', stop = ''] = process.argv.slice(2);
const random = seeded(Number(seed));
const ignore = (): void => {};
const logger = { debug: ignore, info: ignore, warn: console.error, error: console.error };

/** So long before a lease runs out its holder lets go: longer than a busy machine stops a process for. */
const MARGIN_MS = 400;

const fleet = await createNodeFleet({ defaultCwd: process.cwd(), logger, clientVersion: '0' });
const caller = callerOf({}, { process: new ProcessWitnesses().own(), client: null });
const holder = leadHolder(caller, null);
let holds = 0;

function note(what: string, agent: string, lease: LeaseRecord, atMs = Date.now()): void {
  const hold = `${process.pid}-${holds}`;
  appendFileSync(log, `${JSON.stringify({ what, agent, hold, atMs, untilMs: lease.expiresAtMs })}\n`);
}

async function claimed(agent: string): Promise<LeaseRecord | null> {
  try {
    const { claim } = await fleet.claim(
      agent,
      {
        ttlSeconds: 1 + random.below(3),
        force: false,
        waitSeconds: random.below(2) === 0 ? 0 : 1 + random.below(5),
        lookSeconds: 1,
      },
      holder,
    );
    // The one before was let run out by this very process.
    return claim.lease;
  } catch (error) {
    if (!FleetError.is(error, 'agent_lease_held_by_other_client')) throw error;
    await delay(random.below(10));
    return null;
  }
}

/** Holds her for a while; says whether she is to be given back or her lease to run out. */
async function work(agent: string, lease: LeaseRecord): Promise<boolean> {
  const runsOut = random.below(60) === 0;
  for (let left = runsOut ? Infinity : random.below(12); left > 0; left -= 1) {
    // Of the moment of the decision: a busy machine may stop a process between a look at the clock and what follows.
    const atMs = Date.now();
    if (atMs > lease.expiresAtMs - MARGIN_MS) break;
    note('write', agent, lease, atMs);
    await delay(random.below(8));
  }
  note('leave', agent, lease);
  return !runsOut;
}

while (!existsSync(stop)) {
  const agent = random.below(10) < 7 ? 'a' : 'b';
  const lease = await claimed(agent);
  if (lease === null) continue;
  holds += 1;
  // Claimed so slowly that it is hers no more: there is nothing that could be done with it in time.
  if (Date.now() > lease.expiresAtMs - MARGIN_MS) continue;
  note('enter', agent, lease);
  if (await work(agent, lease)) await fleet.release(agent, { force: false }, holder);
}
fleet.dispose();
