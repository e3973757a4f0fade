import { commands } from 'vscode';

/** The context keys that `when` clauses in package.json use, with the values each can have. */
export interface ContextValues {
  /** Is the fleet there yet? */
  readonly 'codexMaster.fleet': 'loading' | 'ready' | 'failed';
  /** Does any Agentin run? */
  readonly 'codexMaster.running': boolean;
  /** Is there anybody of whom nobody knows yet whether she runs? */
  readonly 'codexMaster.checking': boolean;
  /** Does anything wait for a person? */
  readonly 'codexMaster.needsMe': boolean;
  /** Is anything among the selected rows of the Inbox that can be approved or declined? */
  readonly 'codexMaster.decisionSelected': boolean;
  /** Is Code Runner there, which runs the file in front by our key? */
  readonly 'codexMaster.codeRunner': boolean;
  /** Does the window show the demo fleet? */
  readonly 'codexMaster.demo': boolean;
  /** Do the Agentinnen have boxes to tick? */
  readonly 'codexMaster.selecting': boolean;
  /** Does somebody type in the terminal in front? */
  readonly 'codexMaster.terminalHeld': boolean;
  /** Is the work in a worktree under review? */
  readonly 'codexMaster.reviewing': boolean;
  /** Is there nothing of a fleet yet? */
  readonly 'codexMaster.newcomer': boolean;
  /** Does the fleet have no Agentin, as with a fleet file that cannot be used from the start? */
  readonly 'codexMaster.empty': boolean;
  readonly 'codexMaster.codexMissing': boolean;
  readonly 'codexMaster.tmuxMissing': boolean;
}

export type ContextKey = keyof ContextValues;

export const CONTEXT_KEYS = [
  'codexMaster.fleet',
  'codexMaster.running',
  'codexMaster.checking',
  'codexMaster.needsMe',
  'codexMaster.decisionSelected',
  'codexMaster.codeRunner',
  'codexMaster.demo',
  'codexMaster.selecting',
  'codexMaster.terminalHeld',
  'codexMaster.reviewing',
  'codexMaster.newcomer',
  'codexMaster.empty',
  'codexMaster.codexMissing',
  'codexMaster.tmuxMissing',
] as const satisfies readonly ContextKey[];

/** Sets context keys, telling VS Code only of values that changed. */
export class ContextKeys {
  readonly #values = new Map<ContextKey, unknown>();

  set<K extends ContextKey>(key: K, value: ContextValues[K]): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    setContext(key, value);
  }
}

export function setContext<K extends ContextKey>(key: K, value: ContextValues[K]): void {
  void commands.executeCommand('setContext', key, value);
}
