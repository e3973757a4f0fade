import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scriptLine } from '../../model/index.ts';
import { is, isAlive, LEAD, openFleet, START, until, useRig } from './rig.ts';

const rig = useRig('survival');
const STALL = { text: scriptLine([{ do: 'stall' }]), enter: true, idempotencyKey: null };
const SAY = { text: scriptLine([{ do: 'say', text: 'Weiter.' }]), enter: true, idempotencyKey: null };

const pid = (window: 'agent' | 'server'): number => {
  const { session } = rig.fleet.peek('a', LEAD).model;
  return (session.kind === 'present' && session[window]?.pid) || 0;
};

describe('an Agentin', () => {
  it('survives the end of her terminal: it comes back on the same conversation', async () => {
    await rig.fleet.start('a', START, LEAD);
    await rig.fleet.send('a', SAY, LEAD);
    await until(rig.fleet, 'a', is('done'));
    const threadId = rig.fleet.peek('a', LEAD).model.threadId;
    const before = pid('agent');
    process.kill(before, 'SIGKILL');
    await until(rig.fleet, 'a', () => pid('agent') !== before && isAlive(pid('agent')));
    await expect
      .poll(async () => (await rig.fleet.tail('a', { source: 'pane', lines: 60, chars: 8000 }, LEAD)).output)
      .toContain('Weiter.');
    expect(rig.fleet.peek('a', LEAD).model.threadId).toBe(threadId);
  });

  it('survives the end of her app-server: it is restarted and the turn it cut off is interrupted', async () => {
    const { delivery } = await rig.fleet.send('a', STALL, LEAD);
    const turnId = 'turnId' in delivery ? delivery.turnId : '';
    await expect.poll(() => rig.world.model.stalled).toBeGreaterThan(0);
    const before = pid('server');
    process.kill(before, 'SIGKILL');
    const snapshot = await until(
      rig.fleet,
      'a',
      (now) => now.model.lastTurn?.turnId === turnId && now.activity.state === 'idle',
    );
    expect(snapshot.model.lastTurn?.outcome).toBe('interrupted');
    expect(pid('server')).not.toBe(before);
    await rig.fleet.send('a', SAY, LEAD);
    await until(rig.fleet, 'a', is('done'));
  });

  it('survives the panel: her turn goes on, and the next panel adopts her', async () => {
    await rig.fleet.send('a', STALL, LEAD);
    await expect.poll(() => rig.world.model.stalled).toBeGreaterThan(0);
    rig.fleet.dispose();
    rig.fleet = await openFleet(rig.world);
    rig.fleet.supervise();
    await until(rig.fleet, 'a', is('working'));
    rig.world.model.release();
    await until(rig.fleet, 'a', is('done'));
  });

  it('survives that the fleet file names another tmux server: she stays on hers', async () => {
    const { fleetFile } = rig.world;
    const text = readFileSync(fleetFile, 'utf8');
    const renamed = new Promise<void>((resolve) => {
      rig.fleet.onDidChangeConfig(() => resolve());
    });
    const moved = { ...(JSON.parse(text) as object), tmux: { socketName: 'elsewhere' } };
    writeFileSync(fleetFile, JSON.stringify(moved));
    await renamed;
    const later = await rig.another();
    for (const fleet of [rig.fleet, later]) {
      expect((await fleet.status('a', LEAD)).activity.state).toMatch(/^(idle|done)$/);
      expect(await fleet.attachCommand('a')).toContain(path.basename(rig.world.tmuxSocket));
    }
    writeFileSync(fleetFile, text);
    await expect.poll(() => rig.fleet.config.tmux.socketName).not.toBe('elsewhere');
  });

  it('is lost with tmux, and start brings her back on the same conversation', async () => {
    const { threadId } = rig.fleet.peek('a', LEAD).model;
    const server = pid('server');
    await rig.world.tmux('kill-server');
    await until(rig.fleet, 'a', is('lost'));
    await expect.poll(() => isAlive(server)).toBe(false);
    const { resumedThread } = await rig.fleet.start('a', START, LEAD);
    expect(resumedThread).toBe(true);
    const snapshot = await until(rig.fleet, 'a', is('idle', 'done'));
    expect(snapshot.model.threadId).toBe(threadId);
    await rig.fleet.send('a', SAY, LEAD);
    await until(rig.fleet, 'a', is('done'));
  });
});
