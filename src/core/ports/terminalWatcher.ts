import type { AgentEvent } from '../agent/agent.ts';
import type { AgentSpec } from '../config.ts';
import type { Disposable, Event } from '../lifecycle.ts';

/** Reads the lower rungs by event: session files, terminal titles, raw log. Emits `sighting`, `tokens`, `turnEnded`. */
export interface TerminalWatcher extends Disposable {
  readonly onEvent: Event<AgentEvent>;
  /** Reads everything once, now. */
  look(): Promise<void>;
}

export interface TerminalWatchers {
  watch(agent: AgentSpec, logPath: string | null): TerminalWatcher;
}
