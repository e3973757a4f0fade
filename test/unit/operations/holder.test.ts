import { describe, expect, it } from 'vitest';
import type { ProcessWitness } from '../../../src/core/witness.ts';
import { callerOf, commandLineHolder, leadHolder, personHolder } from '../../../src/operations/holder.ts';

const witness = (pid: number): ProcessWitness => ({ pid, started: '1', boot: 'b', host: 'h', space: 's' });
const processes = { process: witness(1), client: witness(2) };

describe('the holder that an MCP process is', () => {
  it('is the one that it was given, whatever conversation calls, and only time ends what it holds', () => {
    const caller = callerOf({ CODEX_MASTER_MCP_INSTANCE_ID: 'me', CODEX_THREAD_ID: 't' }, processes);
    expect(leadHolder(caller, 'u')).toEqual({ owner: 'me', kind: 'lead' });
  });

  it('is the conversation that calls, as long as its Codex lives, across MCP processes', () => {
    const [one, other] = [callerOf({}, processes), callerOf({}, { ...processes, process: witness(3) })];
    expect(leadHolder(one, 't')).toEqual({ owner: 'codex-thread-t', kind: 'lead', witness: witness(2) });
    expect(leadHolder(other, 't')).toEqual(leadHolder(one, 't'));
    expect(leadHolder(one, 'u').owner).not.toBe(leadHolder(one, 't').owner);
  });

  it('is the conversation of its environment when the call names none', () => {
    const caller = callerOf({ CODEX_THREAD_ID: 't' }, processes);
    expect(leadHolder(caller, null)).toEqual(leadHolder(callerOf({}, processes), 't'));
  });

  it('is never a person, whatever name it was given', () => {
    const given = { CODEX_MASTER_MCP_INSTANCE_ID: personHolder(1000).owner };
    const { owner } = leadHolder(callerOf(given, processes), null);
    expect(owner).not.toBe(personHolder(1000).owner);
    expect(leadHolder({ ...callerOf({}, processes), owner: personHolder(1).owner }, null).owner).not.toBe(
      'person-1',
    );
    expect(commandLineHolder(given, 1000, witness(7))).toEqual({ owner, kind: 'lead' });
    expect(commandLineHolder({ ...given, CODEX_THREAD_ID: 't' }, 1000, null)).toEqual({
      owner,
      kind: 'lead',
    });
  });

  it('is itself when nobody says more: a fresh one of 128 bits that ends with the process', () => {
    const caller = callerOf({}, processes);
    expect(leadHolder(caller, null)).toMatchObject({ kind: 'lead', witness: witness(1) });
    expect(caller.owner).toMatch(/^[0-9a-f]{32}$/);
    expect(callerOf({}, processes).owner).not.toBe(caller.owner);
  });

  it('is never taken for over when its Codex is unknown', () => {
    expect(leadHolder(callerOf({}, { process: witness(1), client: null }), 't').witness).toBeNull();
  });
});

describe('the holder at a command line', () => {
  it('is the person, the same as in the panel, and outlives every process', () => {
    expect(commandLineHolder({}, 1000, null)).toEqual(personHolder(1000));
    expect(personHolder(1000)).toEqual({ owner: 'person-1000', kind: 'person' });
  });

  it('is the lead in whose conversation Codex runs the command', () => {
    const { owner } = leadHolder(callerOf({}, processes), 't');
    expect(commandLineHolder({ CODEX_THREAD_ID: 't' }, 1000, null)).toEqual({ owner, kind: 'lead' });
    const both = { CODEX_MASTER_MCP_INSTANCE_ID: 'me', CODEX_THREAD_ID: 't' };
    expect(commandLineHolder(both, 1000, null)).toEqual({ owner: 'me', kind: 'lead' });
  });

  it('is a lead below a Codex whose command hides the conversation, the same in all of its commands', () => {
    const hidden = commandLineHolder({}, 1000, witness(7));
    expect(hidden).toMatchObject({ kind: 'lead' });
    expect(commandLineHolder({ CODEX_THREAD_ID: '' }, 1000, witness(7))).toEqual(hidden);
    expect(commandLineHolder({}, 1000, witness(8)).owner).not.toBe(hidden.owner);
    const named = { CODEX_MASTER_MCP_INSTANCE_ID: 'me' };
    expect(commandLineHolder(named, 1000, witness(7))).toEqual({ owner: 'me', kind: 'lead' });
  });

  it('is a person also under a name that they gave themselves', () => {
    const named = { CODEX_MASTER_MCP_INSTANCE_ID: 'me' };
    expect(commandLineHolder(named, 1000, null)).toEqual({ owner: 'me', kind: 'person' });
    expect(commandLineHolder({ ...named, CODEX_THREAD_ID: '' }, 1000, null).kind).toBe('person');
  });
});
