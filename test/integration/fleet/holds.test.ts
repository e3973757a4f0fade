import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { explorer, message } from './requests.ts';
import { is, LEAD, START, until, useRig } from './rig.ts';
import { checkout } from '../../host/paths.ts';
import type { StepInput } from '../../model/index.ts';

/** A person types in a window; the Teamleiterin is another process. */

const rig = useRig('holds');
const OK: StepInput = { do: 'say', text: 'Guten Tag.' };
const windows: ChildProcess[] = [];

async function openWindow(): Promise<ChildProcess> {
  const worker = path.join(checkout, 'test/integration/fleet/holdWorker.ts');
  const child = spawn(process.execPath, [worker, 'a'], {
    env: rig.world.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  windows.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

afterEach(async () => {
  await Promise.all(
    windows
      .splice(0)
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map(kill),
  );
});

describe('an Agentin in whose terminal a person types', () => {
  it('is left alone by other processes, told to them at once, and free when the window is killed', async () => {
    await rig.fleet.start('a', START, LEAD);
    await until(rig.fleet, 'a', is('idle'));
    const window = await openWindow();
    // By the file alone: nothing else tells one process of another's keys.
    await until(rig.fleet, 'a', ({ terminal }) => terminal.state === 'held');
    const refusal = { code: 'terminal_held_by_person', retryable: true, retryAfterSeconds: 30 };
    await expect(rig.fleet.send('a', message(OK), LEAD)).rejects.toMatchObject(refusal);
    await expect(rig.fleet.assign('a', explorer(OK), null, LEAD)).rejects.toMatchObject(refusal);
    await expect(rig.fleet.interrupt('a', { force: true }, LEAD)).rejects.toMatchObject(refusal);
    expect((await rig.fleet.status('a', LEAD)).model.assignment).toBeNull();
    expect(rig.world.model.requests.some(({ userText }) => userText.includes('Guten Tag'))).toBe(false);
    await kill(window);
    const { delivery } = await rig.fleet.send('a', message(OK), LEAD);
    expect(delivery.state).toBe('accepted');
    await until(rig.fleet, 'a', is('done', 'idle'));
  });

  it('is free again in every process when the person hands her over', async () => {
    await openWindow();
    const another = await rig.another();
    expect(await another.releaseTerminal('a', { everybody: true }, LEAD)).toEqual({ status: 'released' });
    await until(rig.fleet, 'a', ({ terminal }) => terminal.state === 'free');
    expect((await rig.fleet.send('a', message(OK), LEAD)).delivery.state).toBe('accepted');
  });
});
