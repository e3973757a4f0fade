import { describe, expect, test } from 'vitest';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('agents');

const fleetText = async (): Promise<string> =>
  (await room.panel.bench.statusBar()).find((text) => /working|need/.test(text)) ?? '';

async function waitForFleetText(wanted: string): Promise<void> {
  await eventually('the status bar', fleetText, (text) => text === wanted);
}

describe('the tree of Agentinnen', () => {
  test('shows who there is before anything runs, and the Inbox offers the first step', async () => {
    const { agents, inbox, bench } = room.panel;
    await agents.waitFor(/^Mila · stopped\nNora · stopped$/);
    await expect.poll(async () => agents.inlineActions('Mila')).toEqual(['Start Agentin']);
    await inbox.waitForWelcome(/^No Agentin is running, so nobody asks you anything\./);
    await waitForFleetText('0 working');
    await expect.poll(async () => bench.badge('Codex Master')).toBe('');
  });

  test('says that they are idle after a press of the welcome button', async () => {
    const { agents, inbox } = room.panel;
    await inbox.pressInWelcome('Start All Agentinnen');
    await agents.waitFor(/^Mila · idle · (?:<1|\d+) min\nNora · idle · (?:<1|\d+) min$/);
    await expect
      .poll(async () => agents.inlineActions('Mila'))
      .toEqual(['Attach to Terminal', 'Assign a Task…', 'Stop Agentin']);
    await inbox.waitForWelcome(/^Nothing needs you right now\./);
  });

  test('shows an Agentin at work above an idle one, and what she does below her', async () => {
    const { agents, send } = room.panel;
    await send('Nora', [{ do: 'stall' }]);
    await agents.waitFor(/^Nora · working · (?:<1|\d+) min · gpt-6\.1-sol\nMila · idle/);
    await agents.toggle('Nora');
    await agents.waitFor(
      /^Nora · working.*\n {2}Turn · .*(?:<1|\d+) min\n {2}Lease · held by you until (?:\w{3} )?\S+ [AP]M\n(?: {2}Skills · \d+\n)? {2}Control · Codex app-server · thread \w{8}\n {2}Folder · shop · \S+\nMila · idle/,
    );
    await waitForFleetText('1 working');
    await expect.poll(async () => agents.inlineActions('Nora')).toContain('Interrupt');
  });

  test('says that she is idle again when she was interrupted', async () => {
    const { agents, world } = room.panel;
    await eventually(
      'the turn',
      async () => world.model.stalled,
      (stalled) => stalled > 0,
    );
    await agents.inlineAction('Nora', 'Interrupt');
    await agents.waitFor(/^Mila · idle.*\nNora · idle/);
    await waitForFleetText('0 working');
    await agents.toggle('Nora');
  });

  test('puts who needs an approval first, with badge and status bar', async () => {
    const { agents, inbox, bench, send } = room.panel;
    await send('Nora', [
      { do: 'escalate', cmd: 'touch asked.txt', justification: 'May I?' },
      { do: 'say', text: 'Done.' },
    ]);
    await agents.waitFor(/^Nora · needs approval · (?:<1|\d+) min · gpt-6\.1-sol\nMila · idle/);
    await inbox.waitFor(/^Nora: touch asked\.txt · wants to run · (?:<1|\d+) min$/);
    await bench.waitForBadge('Codex Master', '1');
    await waitForFleetText('1 needs you');
    await inbox.inlineAction('Nora: touch asked.txt', 'Approve');
  });

  test('says done until a person has looked', async () => {
    const { agents, bench } = room.panel;
    await agents.waitFor(/^Nora · done · (?:<1|\d+) min · gpt-6\.1-sol\nMila · idle/);
    await bench.waitForBadge('Codex Master', '');
    await agents.contextAction('Nora', 'Mark as Looked At');
    await agents.waitFor(/^Mila · idle.*\nNora · idle/);
  });

  test('tells a limit with the time of its end, and the figures below', async () => {
    const { agents, inbox, bench, send } = room.panel;
    await send('Mila', [
      { do: 'rateLimits', limits: { primary: { usedPercent: 100, resetsInSeconds: 1800 } } },
      { do: 'usageLimit', resetsInSeconds: 1800 },
    ]);
    await agents.waitFor(/^Mila · limit reached until (?:\w{3} )?\S+ [AP]M · gpt-6\.1-sol\nNora/);
    await agents.toggle('Mila');
    await agents.waitFor(
      /\n {2}Why · .*usage limit\.\n[^]*\n {2}5 h limit · 100 % used · resets (?:\w{3} )?\S+ [AP]M\n/,
    );
    await inbox.waitFor(/^Mila: limit reached until (?:\w{3} )?\S+ [AP]M · .*usage limit/);
    // Nothing that a person could answer: the row tells, the badge does not call.
    await expect.poll(async () => bench.badge('Codex Master')).toBe('');
  });

  test('is read aloud as sentences, not as symbols', async () => {
    const spoken = async (): Promise<string> => (await room.panel.agents.accessibleNames()).join('\n');
    await expect
      .poll(spoken)
      .toMatch(
        /^Mila, limit reached until (?:\w{3} )?\S+ [AP]M, gpt-6\.1-sol\n[^]*^5 h limit: 100 % used, resets (?:\w{3} )?\S+ [AP]M$/m,
      );
  });

  test('says that they are lost when tmux dies, and brings one back on her conversation', async () => {
    const { agents, inbox, bench, world, send } = room.panel;
    // A turn that runs would let the app-server go on without her terminal.
    await send('Nora', [{ do: 'stall' }]);
    await agents.waitFor(/Nora · working/);
    await world.tmux('kill-server');
    await agents.waitFor(/Mila · lost[^]*Nora · lost/);
    await waitForFleetText('2 need you');
    await bench.waitForBadge('Codex Master', '2');
    const lost = /^Nora: lost · .*Start brings .* back on the same conversation\./m;
    await inbox.waitFor(lost);
    await inbox.inlineAction('Nora: lost', 'Start Agentin');
    await agents.waitFor(/Nora · idle/);
    await inbox.waitFor((text) => !lost.test(text));
  });
});
