import { setImmediate as goRound } from 'node:timers/promises';
import type { Disposable } from '../../core/lifecycle.ts';
import type { SkillShelf } from '../../core/ports.ts';
import type { SkillInventory } from '../../core/skills.ts';
import { PLACES, Root, type RootReading } from './root.ts';

/** Skills on disk. `personHome` is the home directory that Agentinnen share. While it is asked again and again, it watches. */
export function createSkillShelf(personHome: string): SkillShelf & Disposable {
  const shelves = new Map<string, HomeShelf>();
  return {
    async inventory(home) {
      const shelf = shelves.get(home) ?? new HomeShelf(home, personHome);
      shelves.set(home, shelf);
      return shelf.inventory();
    },
    dispose() {
      for (const shelf of shelves.values()) shelf.dispose();
      shelves.clear();
    },
  };
}

/** The skills of one home, remembered between readings. */
class HomeShelf implements Disposable {
  readonly #roots: readonly Root[];
  #turn: Promise<unknown> = Promise.resolve();
  #last: { readonly readings: readonly RootReading[]; readonly inventory: SkillInventory } | null = null;

  constructor(home: string, personHome: string) {
    this.#roots = PLACES.map((place) => new Root(place, place.kind === 'user_agents' ? personHome : home));
  }

  /** One after the other: whoever asks while another reads wants to know what is there after the question. */
  inventory(): Promise<SkillInventory> {
    const reading = this.#turn.then(() => this.#read());
    this.#turn = reading.catch(() => {});
    return reading;
  }

  dispose(): void {
    for (const root of this.#roots) root.dispose();
  }

  async #read(): Promise<SkillInventory> {
    // The first round may only end the one that the question came in; in the second, all is heard that was done before.
    await goRound();
    await goRound();
    const readings: RootReading[] = [];
    for (const root of this.#roots) readings.push(await root.read());
    const last = this.#last;
    if (last !== null && readings.every((reading, index) => sameReading(reading, last.readings[index])))
      return last.inventory;
    const inventory = this.#inventoryOf(readings);
    this.#last = { readings, inventory };
    return inventory;
  }

  #inventoryOf(readings: readonly RootReading[]): SkillInventory {
    return {
      roots: readings.map(({ exists, isLink, tree }, index) => ({
        kind: this.#roots[index]?.kind ?? 'system',
        exists,
        isLink,
        skillCount: tree.skills.length,
      })),
      skills: readings.flatMap(({ tree }, index) => this.#roots[index]?.skillsOf(tree) ?? []),
      isComplete: readings.every(({ tree }) => tree.isComplete),
      linksSkipped: readings.reduce((sum, { isLink, tree }) => sum + tree.links + (isLink ? 1 : 0), 0),
    };
  }
}

function sameReading(one: RootReading, other: RootReading | undefined): boolean {
  return one.exists === other?.exists && one.isLink === other.isLink && one.tree === other.tree;
}
