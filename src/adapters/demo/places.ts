import { createHash } from 'node:crypto';
import path from 'node:path';

/** Where everything of the demo fleet lies: below one folder of ours, apart from the person's own fleet. */
export interface DemoPlaces {
  readonly root: string;
  /** There while the demo is on, in whichever window. */
  readonly record: string;
  /** Held by who makes or ends the demo's world. */
  readonly lock: string;
  /** Held by the window that lets its Agentinnen begin. */
  readonly turnLock: string;
  readonly fleetFile: string;
  readonly stateDir: string;
  readonly repository: string;
  readonly homes: Readonly<Record<DemoAgentId, string>>;
  /** The tmux server's own, so that no other Agentin lives in it. */
  readonly tmuxSocket: string;
}

/** Ids that no fleet of a person has by chance: what is remembered of an Agentin is remembered by her id. */
export const DEMO_AGENTS = { 'demo-mila': 'Mila', 'demo-nora': 'Nora' } as const;

export type DemoAgentId = keyof typeof DEMO_AGENTS;

/** `root`: absolute, and not below the system's temporary folder, where Codex refuses to have a home. */
export function demoPlaces(root: string): DemoPlaces {
  const inRoot = (...parts: readonly string[]): string => path.join(root, ...parts);
  const name = createHash('sha256').update(root).digest('hex').slice(0, 8);
  return {
    root,
    record: inRoot('demo.json'),
    lock: inRoot('demo.lock'),
    turnLock: inRoot('turn.lock'),
    fleetFile: inRoot('fleet.json'),
    stateDir: inRoot('state'),
    repository: inRoot('shop'),
    homes: { 'demo-mila': inRoot('homes', 'mila'), 'demo-nora': inRoot('homes', 'nora') },
    tmuxSocket: `codex-master-demo-${name}`,
  };
}
