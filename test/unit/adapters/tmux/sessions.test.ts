import { describe, expect, it } from 'vitest';

import { LIST_PANES, parseListing } from '../../../../src/adapters/tmux/sessions.ts';

/** Recorded from tmux 3.3a with `LIST_PANES`. */
const recorded = `3266:0:agent:3267:0:::codex_agent_a_mcp:⠋ demo | say: "hi"
3266:0:server:3279:0:::codex_agent_a_mcp:
3266:0:agent:3301:1:3::codex_agent_b_mcp:[ ! ] Action Required | T | ws
3266:0:server:3302:1::9:codex_agent_b_mcp:
3266:1:server:3400:0:::codex_agent_b_mcp:a person's split
3266:0:other:3401:0:::Mila 2:vm
`;

describe('a listing', () => {
  it('tells of each session what runs in its two windows', () => {
    const { sessions, serverPid } = parseListing(recorded);
    expect(serverPid).toBe(3266);
    expect([...sessions]).toEqual([
      [
        'codex_agent_a_mcp',
        {
          kind: 'present',
          agent: { pid: 3267, dead: null, title: '⠋ demo | say: "hi"' },
          server: { pid: 3279, dead: null, title: '' },
        },
      ],
      [
        'codex_agent_b_mcp',
        {
          kind: 'present',
          agent: { pid: null, dead: { exitStatus: 3 }, title: '[ ! ] Action Required | T | ws' },
          server: { pid: null, dead: { exitStatus: 137 }, title: '' },
        },
      ],
      ['Mila 2', { kind: 'present', agent: null, server: null }],
    ]);
  });

  it('knows when tmux has not yet learned how a program ended', () => {
    expect(parseListing(recorded).endUnknown).toBe(false);
    const listing = parseListing('1:0:agent:2:1:::a:t\n');
    expect(listing.endUnknown).toBe(true);
    expect(listing.sessions.get('a')).toMatchObject({ agent: { dead: { exitStatus: null } } });
  });

  it('is empty for no text, and leaves out what is not of its form', () => {
    expect(parseListing('')).toEqual({ serverPid: null, sessions: new Map(), endUnknown: false });
    expect(parseListing('no server running on /tmp/x\n\n:::\n').sessions.size).toBe(0);
  });

  it('is asked for with the title last, since only that may hold the separator', () => {
    expect(LIST_PANES.at(-1)).toMatch(/:#\{session_name\}:#\{pane_title\}$/u);
  });
});
