import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../src/adapters/clock.ts';
import { createStore } from '../../../src/adapters/store/index.ts';
import { FleetError } from '../../../src/core/errors.ts';
import { agentMeta, assignment } from '../../unit/adapters/store/records.ts';

/** One of several processes over one state root: `node storeWorker.ts <root> <job> …`. */
const [root = '', job = '', ...rest] = process.argv.slice(2);
const ignore = (): void => {};
const store = createStore({
  root,
  clock: systemClock,
  random: { hex: (bytes) => randomBytes(bytes).toString('hex') },
  redact: (text) => text,
  logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  lockTimeoutMs: 60_000,
  limits: () => ({ ledgerRecords: 5000, rawLogs: 20 }),
});

const jobs: Readonly<Record<string, (...args: readonly string[]) => Promise<void>>> = {
  /** Adds to a number in a file, in a way that loses additions unless one process alone does it. */
  async count(file = '', times = '') {
    for (let at = 0; at < Number(times); at += 1) {
      await store.withLock('a', async () => {
        const before = Number(readFileSync(file, 'utf8'));
        await yieldToOthers();
        writeFileSync(file, String(before + 1));
      });
    }
  },
  /** Takes the lock and keeps it until it is killed. */
  async hold() {
    await store.withLock('a', async () => {
      console.log('held');
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    });
  },
  /** Leads the timers, if nobody does, until it is killed. */
  async lead() {
    const lead = await store.tryLead();
    console.log(lead === null ? 'followed' : 'led');
    await new Promise((resolve) => setTimeout(resolve, 600_000));
    // Named to the end: a lock that nobody can reach any more goes with the garbage.
    lead?.dispose();
  },
  async assign(name = '', times = '') {
    for (let at = 0; at < Number(times); at += 1) {
      await store.noteAssignment(name, assignment({ assignmentId: `${name}-${at}` }));
      console.log(`${name}-${at}`);
    }
  },
  /** Writes more than it may (its limit is set by who starts it) and tells what came of it. */
  async overfill() {
    const large = agentMeta({ cwd: 'x'.repeat(20_000) });
    const failures: unknown[] = [];
    for (const work of [
      () => store.writeMeta('a', large),
      () =>
        store.noteAssignment('a', assignment({ scope: Array.from({ length: 50 }, () => 'y'.repeat(300)) })),
    ]) {
      await work().catch((error: unknown) =>
        failures.push(FleetError.is(error) ? error.code : String(error)),
      );
    }
    console.log(JSON.stringify(failures));
  },
};

await jobs[job]?.(...rest);
