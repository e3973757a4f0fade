import type { WatchdogPolicy } from '../../../../src/core/watchdog/watchdog.ts';

/** Interrupts who is silent, and acts for nobody who does not hold her. */
export const POLICY: WatchdogPolicy = {
  idleSeconds: 60,
  graceSeconds: 120,
  action: 'interrupt',
  requireLease: true,
  manageUnclaimed: false,
  dryRun: false,
};
