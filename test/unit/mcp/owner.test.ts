import { describe, expect, it } from 'vitest';
import { leaseOwner } from '../../../src/mcp/owner.ts';

describe('the lease owner of an MCP process', () => {
  it('is the one it was given', () => {
    expect(leaseOwner({ CODEX_MASTER_MCP_INSTANCE_ID: 'me', CODEX_THREAD_ID: 't' })).toBe('me');
  });

  it('is shared by all processes of a Codex conversation', () => {
    expect(leaseOwner({ CODEX_THREAD_ID: 't' })).toBe(leaseOwner({ CODEX_THREAD_ID: 't' }));
    expect(leaseOwner({ CODEX_THREAD_ID: 't' })).not.toBe(leaseOwner({ CODEX_THREAD_ID: 'u' }));
  });

  it('is otherwise random, of 128 bits', () => {
    expect(leaseOwner({})).toMatch(/^[0-9a-f]{32}$/);
    expect(leaseOwner({})).not.toBe(leaseOwner({}));
  });
});
