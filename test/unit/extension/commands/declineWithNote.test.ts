import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { commandsOver } from './support.ts';
import { busyFleet, rows } from './busyFleet.ts';

beforeEach(() => ui.reset());

describe('declining with a note', () => {
  it('sends the note into the turn first, so that she reads it with the refusal', async () => {
    const fleet = await busyFleet();
    const { run } = await commandsOver(fleet);
    ui.inputs.push('Use pnpm.');
    await run.declineWithNote(rows[0]);
    expect(ui.shown[0]).toBe(
      'input: Decline with a note to Mila (a): She reads it together with the refusal, and goes on.',
    );
    expect(fleet.calls).toEqual(['send a', 'answer a']);
    expect(fleet.answers[0]?.answer).toEqual({ kind: 'decline' });
  });

  it('declines nothing when the note cannot be sent', async () => {
    const fleet = await busyFleet();
    const { run } = await commandsOver(fleet);
    fleet.refusals.set('a', new FleetError('codex_disconnected', 'The app-server is gone.'));
    ui.inputs.push('Use pnpm.');
    await run.declineWithNote(rows[0]);
    expect(fleet.answers).toEqual([]);
  });

  it('offers to decline without it while somebody else leads her', async () => {
    const fleet = await busyFleet();
    fleet.leases.claim('a', { owner: 'lead', kind: 'lead' }, false);
    const { run } = await commandsOver(fleet);
    ui.inputs.push('Use pnpm.');
    ui.buttons.push('Decline Without Note');
    await run.declineWithNote(rows[0]);
    expect(fleet.answers).toHaveLength(1);
  });

  it('gives up with the input box', async () => {
    const fleet = await busyFleet();
    const { run } = await commandsOver(fleet);
    await run.declineWithNote(rows[0]);
    expect(fleet.calls).toEqual([]);
  });
});
