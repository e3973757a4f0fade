import { EventEmitter } from 'vscode';
import type { Event } from 'vscode';
import type { Disposable } from '../../../core/lifecycle.ts';
import { setContext } from '../../contextKeys.ts';

/**
 * The Agentinnen that a person ticked, to do something with all of them at once. Boxes are shown in a mode of their own:
 * they would be in the way of everything else that one does with a row.
 */
export class Ticks implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #ids = new Set<string>();
  #isOn = false;

  readonly onDidChange: Event<void> = this.#changed.event;

  get isOn(): boolean {
    return this.#isOn;
  }

  get ids(): readonly string[] {
    return [...this.#ids];
  }

  /** Null while there are no boxes. */
  of(agentId: string): boolean | null {
    return this.#isOn ? this.#ids.has(agentId) : null;
  }

  /** Shows the boxes, with these ticked. */
  begin(agentIds: readonly string[]): void {
    this.#isOn = true;
    for (const agentId of agentIds) this.#ids.add(agentId);
    this.#tell();
  }

  end(): void {
    this.#isOn = false;
    this.#ids.clear();
    this.#tell();
  }

  set(agentId: string, isTicked: boolean): void {
    if (isTicked) this.#ids.add(agentId);
    else this.#ids.delete(agentId);
    this.#tell();
  }

  dispose(): void {
    setContext('codexMaster.selecting', false);
    this.#changed.dispose();
  }

  #tell(): void {
    setContext('codexMaster.selecting', this.#isOn);
    this.#changed.fire();
  }
}
