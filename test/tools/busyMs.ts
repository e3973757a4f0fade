/**
 * How long the processor was at work on it, in milliseconds: what `work` takes itself, however many others share the machine.
 * By the wall clock a test would fail for what they do.
 */
export function busyMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
