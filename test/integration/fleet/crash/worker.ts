import { createNodeFleet } from '../../../../src/adapters/nodeFleet.ts';
import type { AssignmentRequest } from '../../../../src/core/assignment.ts';
import type { SendWish, StartWish } from '../../../../src/core/fleetApi.ts';
import type { Holder } from '../../../../src/core/lease.ts';

/** One operation on Agentin a, as the process that is killed during it is told. */
export type CrashJob = { readonly holder: Holder; readonly cwd: string } & (
  | { readonly kind: 'start'; readonly wish: StartWish }
  | { readonly kind: 'send'; readonly wish: SendWish }
  | { readonly kind: 'assign'; readonly request: AssignmentRequest; readonly key: string }
);

const ignore = (): void => {};
const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** `node worker.ts <job as JSON>`: says `begins`, does it, says `ends`. */
async function main(): Promise<void> {
  const job = JSON.parse(process.argv[2] ?? '') as CrashJob;
  const fleet = await createNodeFleet({ defaultCwd: job.cwd, logger, clientVersion: '0.0.0' });
  process.stdout.write('begins\n');
  if (job.kind === 'start') await fleet.start('a', job.wish, job.holder);
  else if (job.kind === 'send') await fleet.send('a', job.wish, job.holder);
  else await fleet.assign('a', job.request, job.key, job.holder);
  process.stdout.write('ends\n');
  fleet.dispose();
}

await main();
