import { createNodeFleet } from '../../../../src/adapters/nodeFleet.ts';
import { ProcessWitnesses } from '../../../../src/adapters/witness.ts';
import type { AssignmentRequest } from '../../../../src/core/assignment/assignment.ts';
import type { Fleet, SendWish, StartWish } from '../../../../src/core/fleetApi.ts';
import type { Holder } from '../../../../src/core/lease.ts';

/** One operation on Agentin a, as the process that is killed during it is told. */
export type CrashJob = { readonly holder: Holder; readonly cwd: string } & (
  | { readonly kind: 'start'; readonly wish: StartWish }
  | { readonly kind: 'send'; readonly wish: SendWish }
  | { readonly kind: 'assign'; readonly request: AssignmentRequest; readonly key: string }
  /** Claims and releases, over and over. */
  | { readonly kind: 'claims' }
);

const CLAIM = { ttlSeconds: 600, force: false, waitSeconds: 0, lookSeconds: 30 };
const ignore = (): void => {};
const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** `node worker.ts <job as JSON>`: says `begins`, does it, says `ends`. */
async function main(): Promise<void> {
  const job = JSON.parse(process.argv[2] ?? '') as CrashJob;
  const fleet = await createNodeFleet({ defaultCwd: job.cwd, logger, clientVersion: '0.0.0' });
  process.stdout.write('begins\n');
  await run(fleet, job);
  process.stdout.write('ends\n');
  fleet.dispose();
}

async function run(fleet: Fleet, job: CrashJob): Promise<unknown> {
  switch (job.kind) {
    case 'start':
      return fleet.start('a', job.wish, job.holder);
    case 'send':
      return fleet.send('a', job.wish, job.holder);
    case 'assign':
      return fleet.assign('a', job.request, job.key, job.holder);
    case 'claims':
      return claims(fleet, { ...job.holder, witness: new ProcessWitnesses().own() });
  }
}

/** Ends when it is killed. */
async function claims(fleet: Fleet, holder: Holder): Promise<never> {
  for (;;) {
    await fleet.claim('a', CLAIM, holder);
    await fleet.release('a', { force: false }, holder);
  }
}

await main();
