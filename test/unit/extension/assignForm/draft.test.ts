import { describe, expect, it } from 'vitest';
import { draftOf, requestOf } from '../../../../src/extension/assignForm/draft.ts';
import { person, runningFleet } from '../support.ts';
import { written } from './support.ts';

describe('the draft', () => {
  it('of an Arbeitsbiene makes her paths her scope, unless more is named', () => {
    expect(requestOf(written)).toMatchObject({
      scope: ['src/login', 'docs'],
      writePaths: ['src/login', 'docs'],
    });
    expect(requestOf({ ...written, scope: ' . \n' })).toMatchObject({ scope: ['.'] });
  });

  it('of an Exploriererin writes nothing', () => {
    expect(requestOf({ ...written, role: 'explorer', skill: ' ', name: ' x ' })).toMatchObject({
      scope: ['src/login', 'docs'],
      writePaths: [],
      skill: null,
      name: 'x',
    });
  });

  it('of an earlier assignment has everything but its task', async () => {
    const fleet = await runningFleet('a');
    const acceptance = "npm test\n'a b' c";
    const draft = { ...written, name: 'login', acceptance };
    const { assignment } = await fleet.assign('a', requestOf(draft), null, person);
    expect(assignment.acceptance).toEqual({
      commands: [
        ['npm', 'test'],
        ['a b', 'c'],
      ],
      by: 'person',
    });
    expect(draftOf(fleet.ledger[0]!, assignment.acceptance)).toEqual({ ...draft, agentId: 'a', task: '' });
  });
});
