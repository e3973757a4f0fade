import type { AgentContent, TurnContent } from './content/content.ts';
import type { Fleet } from './fleetApi.ts';
import type { Disposable, Event } from './lifecycle.ts';

/**
 * What Agentinnen plan, change and say, for the eyes of the person in front of a window. Not part of `Fleet`, which is
 * what operations get: none of them can return any of it.
 */
export interface AgentContents {
  /** Fires with the Agentin's id when `of` differs. Nothing else of her changes by it. */
  readonly onDidChange: Event<string>;
  /** What is known now. */
  of(agentId: string): AgentContent;
  /** Hears every word that she writes, until the handle is disposed; without it a message comes when it is whole. */
  watch(agentId: string): Disposable;
  /**
   * A turn of before, as Codex has it on record. Null when she is not led through an app-server, cannot be reached, or
   * her conversation does not know it. Never rejects.
   */
  read(agentId: string, turnId: string): Promise<TurnContent | null>;
}

/** The fleet of a process that shows it to a person. */
export interface PanelFleet extends Fleet {
  readonly contents: AgentContents;
}
