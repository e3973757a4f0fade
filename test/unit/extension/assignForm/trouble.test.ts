import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { runningFleet } from '../support.ts';
import { openForm } from './support.ts';

beforeEach(() => ui.reset());

const details = { line: 3, field: 'launch.policy', fault: 'must be text' };
const broken = (): FleetError =>
  new FleetError('config_invalid', 'The fleet file cannot be used: line 3.', { details });

describe('the form while the fleet file is broken', () => {
  it('says what is wrong where nobody can be chosen, and opens the file', async () => {
    const fleet = await runningFleet('a');
    fleet.configProblem = broken();
    const form = await openForm(fleet);
    expect(form.heard('form')?.agents.trouble).toEqual({
      text: 'The fleet file cannot be used: line 3.',
      isInFile: true,
    });
    form.says('openFleetFile', {});
    expect(ui.executed.at(-1)?.id).toBe('codexMaster.openFleetFile');
  });

  it('is told when it is mended', async () => {
    const fleet = await runningFleet('a');
    fleet.configProblem = broken();
    const form = await openForm(fleet);
    fleet.configProblem = null;
    fleet.changeAgents(['a']);
    await vi.waitFor(() => expect(form.heard('agents')?.trouble).toBeNull());
    expect(form.heard('agents')?.options.map(({ id }) => id)).toContain('a');
  });

  it('says nothing about it when all is well', async () => {
    const form = await openForm(await runningFleet('a'));
    expect(form.heard('form')?.agents.trouble).toBeNull();
  });
});
