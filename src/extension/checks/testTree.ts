import type { TestController, TestItem } from 'vscode';
import { inert } from '../views/rows/inert.ts';
import type { CheckedTree, CheckItem } from './catalog.ts';
import type { CheckPlace } from './checks.ts';

/** A check with the working tree that it belongs to. */
export interface TreeCheck {
  readonly tree: CheckedTree;
  readonly check: CheckItem;
}

/** Our working trees and checks as items of the Test Explorer; an item stays the same as long as its check does. */
export class TestTree {
  readonly #controller: TestController;
  readonly #checks = new WeakMap<TestItem, TreeCheck>();
  #trees: readonly CheckedTree[] = [];

  constructor(controller: TestController) {
    this.#controller = controller;
  }

  show(trees: readonly CheckedTree[]): void {
    const { items } = this.#controller;
    this.#trees = trees;
    items.replace(trees.map((tree) => this.#root(tree)));
  }

  /** The items of checks among these, or below them; all when none is named. */
  leaves(
    include: readonly TestItem[] | undefined,
    exclude: readonly TestItem[] = [],
  ): readonly (readonly [TestItem, TreeCheck])[] {
    const roots = include ?? childrenOf(this.#controller.items);
    const leaves = roots.flatMap((item) => (this.#checks.has(item) ? [item] : childrenOf(item.children)));
    const out = new Set(exclude.flatMap((item) => [item, ...childrenOf(item.children)]));
    return [...new Set(leaves)].flatMap((item) => {
      const check = this.#checks.get(item);
      return check === undefined || out.has(item) ? [] : [[item, check] as const];
    });
  }

  root(where: CheckPlace): TestItem | undefined {
    const { items } = this.#controller;
    if ('tree' in where) return items.get(where.tree);
    const there = this.#trees.find(({ agentIds }) => agentIds.includes(where.agentId));
    return there === undefined ? undefined : items.get(there.repository.here);
  }

  #root({ repository, name, detail, items, ...rest }: CheckedTree): TestItem {
    const id = repository.here;
    const label = labelOf(name, detail);
    const root = this.#controller.items.get(id) ?? this.#controller.createTestItem(id, label);
    root.label = label;
    const tree = { repository, name, detail, items, ...rest };
    root.children.replace(items.map((check, index) => this.#leaf(root, { tree, check }, index)));
    return root;
  }

  #leaf(root: TestItem, of: TreeCheck, index: number): TestItem {
    const { key, name, detail } = of.check;
    const label = labelOf(name, detail);
    const before = root.children.get(key);
    const item = before?.label === label ? before : this.#controller.createTestItem(key, label);
    item.sortText = String(index).padStart(4, '0');
    this.#checks.set(item, of);
    return item;
  }
}

/** All in one: a description VS Code would read aloud in the place of the name. */
function labelOf(name: string, detail: string): string {
  return inert(detail === '' ? name : `${name} · ${detail}`);
}

function childrenOf(collection: TestItem['children']): TestItem[] {
  const items: TestItem[] = [];
  collection.forEach((item) => items.push(item));
  return items;
}
