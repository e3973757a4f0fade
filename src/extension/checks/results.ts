import { isWithin } from '../../core/assignment/scope.ts';
import { Emitter } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';

/** What a check of a working tree came to, the newest time. */
export interface CheckResult {
  /** The same for the same check of a tree. */
  readonly key: string;
  readonly name: string;
  /** The assignment whose acceptance it belongs to; null for what the repository asks of everybody. */
  readonly assignmentId: string | null;
  /** `stopped`: the person ended the run before it told anything. */
  readonly state: 'running' | 'passed' | 'failed' | 'errored' | 'stopped';
  /** Null while it runs. */
  readonly durationMs: number | null;
  readonly endedAtMs: number | null;
  /** The end of what it printed, fit to be shown. */
  readonly output: string;
  /** Files of the tree changed since it began. */
  readonly isOutdated: boolean;
}

/** What was checked in this window, for everybody who shows it: by working tree, as long as the window is open. */
export class CheckResults implements Disposable {
  readonly #trees = new Map<string, Map<string, CheckResult>>();
  readonly #agents = new Map<string, readonly string[]>();
  readonly #changed = new Emitter<string>();

  /** Fires with the working tree. */
  get onDidChange() {
    return this.#changed.event;
  }

  of(tree: string): readonly CheckResult[] {
    return [...(this.#trees.get(tree)?.values() ?? [])];
  }

  /** Those of the innermost working tree that the folder lies in. */
  around(folder: string): readonly CheckResult[] {
    const trees = [...this.#trees.keys()].filter((tree) => isWithin(folder, tree));
    const [innermost] = trees.toSorted((a, b) => b.length - a.length);
    return innermost === undefined ? [] : this.of(innermost);
  }

  set(tree: string, result: CheckResult): void {
    const results = this.#trees.get(tree) ?? new Map<string, CheckResult>();
    this.#trees.set(tree, results);
    results.set(result.key, result);
    this.#changed.fire(tree);
  }

  /** Who works there; null for nobody, or for several. */
  agentIn(tree: string): string | null {
    const [agentId = null, ...others] = this.#agents.get(tree) ?? [];
    return others.length === 0 ? agentId : null;
  }

  /** The files are others than those that were checked; what runs now is judged at its end. */
  outdate(tree: string): void {
    for (const result of this.of(tree))
      if (result.state !== 'running') this.#trees.get(tree)?.set(result.key, { ...result, isOutdated: true });
    this.#changed.fire(tree);
  }

  /** Lets go of checks that are no more; notes who works in the tree. */
  keep(tree: string, keys: ReadonlySet<string>, agentIds: readonly string[]): void {
    this.#agents.set(tree, agentIds);
    const gone = this.of(tree).filter(({ key }) => !keys.has(key));
    for (const { key } of gone) this.#trees.get(tree)?.delete(key);
    if (gone.length > 0) this.#changed.fire(tree);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
