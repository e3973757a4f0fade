import { describe, expect, it } from 'vitest';
import { commandLineHolder, leadOwner } from '../../../src/operations/holder.ts';

describe('the lease owner of an MCP process', () => {
  it('is the one it was given', () => {
    expect(leadOwner({ CODEX_MASTER_MCP_INSTANCE_ID: 'me', CODEX_THREAD_ID: 't' })).toBe('me');
  });

  it('is shared by all processes of a Codex conversation', () => {
    expect(leadOwner({ CODEX_THREAD_ID: 't' })).toBe(leadOwner({ CODEX_THREAD_ID: 't' }));
    expect(leadOwner({ CODEX_THREAD_ID: 't' })).not.toBe(leadOwner({ CODEX_THREAD_ID: 'u' }));
  });

  it('is otherwise random, of 128 bits', () => {
    expect(leadOwner({})).toMatch(/^[0-9a-f]{32}$/);
    expect(leadOwner({})).not.toBe(leadOwner({}));
  });
});

describe('the holder of a command line', () => {
  it('is the person, the same in every shell', () => {
    expect(commandLineHolder({}, 1000)).toEqual({ owner: 'person-1000', kind: 'person' });
  });

  it('is the lead whose Codex runs it', () => {
    expect(commandLineHolder({ CODEX_THREAD_ID: 't' }, 1000)).toEqual({
      owner: leadOwner({ CODEX_THREAD_ID: 't' }),
      kind: 'lead',
    });
    expect(commandLineHolder({ CODEX_MASTER_MCP_INSTANCE_ID: 'me' }, 1000)).toMatchObject({ owner: 'me' });
  });
});
