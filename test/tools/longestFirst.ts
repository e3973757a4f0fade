import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long on a machine at rest, the slowest first. Where nothing was measured yet, as in continuous
 * integration, Vitest begins with the files that have most lines, which would leave these few for the end, when no other is
 * left to fill the machine.
 */
const LONGEST: readonly string[] = [
  'integration/fleet/crash/assign.test.ts',
  'integration/host.test.ts',
  'integration/fleet/watchdog.test.ts',
  'integration/installation/diagnostics.test.ts',
  'integration/installation/install.test.ts',
  'integration/fleet/crash/start.test.ts',
  'integration/git/killedSteps.test.ts',
  'integration/fleet/crash/send.test.ts',
  'integration/store/leaseHammer.test.ts',
];

/** The order of Vitest, but for those that are known to be long. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const at = LONGEST.findIndex((file) => moduleId.endsWith(`/test/${file}`));
  return at === -1 ? LONGEST.length : at;
}
