import type { EvidenceSource, TerminalSighting } from '../../../core/agent/agent.ts';

/** What a lower rung can show, each with the public phrase for it. The phrases are keys that front ends translate. */
const PHRASES = {
  rolloutWorking: ['working', 'rollout', 'the session file shows a running turn'],
  rolloutIdle: ['idle', 'rollout', 'the session file shows the end of a turn'],
  rolloutLimited: ['limited', 'rollout', 'the session file shows a usage limit'],
  titleWorking: ['working', 'terminal-title', 'the terminal reports work'],
  titleIdle: ['idle', 'terminal-title', 'the terminal reports rest'],
  titleApproval: ['needs_approval', 'terminal-title', 'the terminal reports an approval request'],
  titleQuestion: ['needs_input', 'terminal-title', 'the terminal reports a question'],
  paneWorking: ['working', 'pane', 'the screen shows work'],
  paneIdle: ['idle', 'pane', 'the screen shows an empty composer'],
  paneApproval: ['needs_approval', 'pane', 'the screen shows an approval dialog'],
  paneQuestion: ['needs_input', 'pane', 'the screen shows a question'],
  paneDialog: ['needs_input', 'pane', 'a dialog waits on the screen'],
  paneLimited: ['limited', 'pane', 'the screen shows a usage limit'],
} as const satisfies Record<string, readonly [TerminalSighting['state'], EvidenceSource, string]>;

export type SightingName = keyof typeof PHRASES;

/** A sighting by name, at a moment; `untilMs` where the state is known to end. */
export function sighting(name: SightingName, atMs: number, untilMs: number | null = null): TerminalSighting {
  const [state, source, evidence] = PHRASES[name];
  return { state, source, evidence, atMs, untilMs };
}
