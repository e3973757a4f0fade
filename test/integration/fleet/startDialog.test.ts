import { expect, it } from 'vitest';
import { writeScriptedHome } from '../../model/index.ts';
import { is, LEAD, START, until, useRig } from './rig.ts';

const rig = useRig('start-dialog');

it('a dialog of Codex before the first conversation is told at once, and the conversation follows its answer', async () => {
  const { world, fleet } = rig;
  // An older model of the catalogue: Codex opens with an advertisement of its successor.
  await writeScriptedHome(world.homes.a, {
    port: world.model.port,
    model: 'gpt-5.5',
    projects: [world.workspace],
  });

  const { snapshot } = await fleet.start('a', START, LEAD);
  expect(snapshot.activity).toMatchObject({
    state: 'needs_input',
    source: 'pane',
    evidence: 'a start dialog is open in the terminal',
  });

  // Codex ignores keys for a moment after a dialog opened.
  await expect
    .poll(
      async () => {
        if (fleet.peek('a', LEAD).activity.state === 'needs_input') {
          await world.tmux('send-keys', '-t', '=codex_agent_a_mcp:=agent', '2');
        }
        return fleet.peek('a', LEAD).model.threadId;
      },
      { interval: 300 },
    )
    .not.toBeNull();
  const answered = await until(fleet, 'a', is('idle'));
  expect(answered.activity.source).toBe('app-server');
  await fleet.stop('a', { force: false }, LEAD);
});
