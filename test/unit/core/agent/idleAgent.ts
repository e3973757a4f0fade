import { unknownAgent } from '../../../../src/core/agent/agent.ts';
import type { AgentModel } from '../../../../src/core/agent/agent.ts';

export const T0 = 1_000_000;
export const PANE = { pid: 1, dead: null, title: '' };

/** One that runs, is connected and rests. */
export const UP: AgentModel = {
  ...unknownAgent('a', T0),
  session: { kind: 'present', agent: PANE, server: PANE, sinceMs: T0 },
  link: { kind: 'connected', sinceMs: T0 },
  threadId: 't',
  thread: { kind: 'idle', sinceMs: T0 },
};
