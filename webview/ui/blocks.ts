import { KeyedChildren } from './keyed.ts';
import type { Drawn } from './keyed.ts';

/** One piece of what is drawn; an equal `key` means an equal drawing. */
export interface Block {
  readonly key: string;
  readonly draw: () => Element;
}

/** A piece whose key is the data that it is drawn of. */
export function block(data: unknown, draw: () => Element): Block {
  return { key: JSON.stringify(data), draw };
}

/**
 * Keeps an element's children up to a list of pieces: those that are as before stay as they are, with the focus, what is
 * selected in them and how far they were scrolled. Who reads one line is not disturbed by a change of another.
 */
export class Blocks {
  readonly #children: KeyedChildren<Block>;

  constructor(host: Element) {
    this.#children = new KeyedChildren<Block>(
      host,
      ({ key }) => key,
      ({ draw }): Drawn<Block> => ({ node: draw(), update: () => {} }),
    );
  }

  set(blocks: readonly Block[]): void {
    const seen = new Map<string, number>();
    this.#children.set(
      blocks.map(({ key, draw }) => {
        const times = seen.get(key) ?? 0;
        seen.set(key, times + 1);
        // Two equal lines are two lines.
        return { key: `${times} ${key}`, draw };
      }),
    );
  }
}

/** A list whose lines are pieces, to be a piece itself. */
export class ListBlock {
  readonly #key: string;
  readonly #root: HTMLElement;
  readonly #lines: Blocks;

  /** `key` tells it from its neighbours. */
  constructor(key: string, root: HTMLElement) {
    this.#key = key;
    this.#root = root;
    this.#lines = new Blocks(root);
  }

  of(lines: readonly Block[]): Block {
    this.#lines.set(lines);
    return { key: this.#key, draw: () => this.#root };
  }
}
