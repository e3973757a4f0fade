/**
 * Makes recordings comparable and free of this machine: folders become `/project` and `/home`, ids become
 * `thread-1`, `turn-2`, `item-3` in the order of their first appearance.
 */
export class Normaliser {
  readonly #folders: readonly (readonly [string, string])[];
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** Longest folders first where one lies in another. */
  constructor(folders: readonly (readonly [path: string, name: string])[]) {
    this.#folders = folders;
  }

  text(text: string): string {
    const placed = this.#folders.reduce((result, [path, name]) => result.replaceAll(path, name), text);
    return placed
      .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:1')
      .replaceAll(/(?:msg_|call_)?resp_[0-9a-f-]{36}_\d+/g, (id) => this.#name(id, 'item'))
      .replaceAll(/(?:[a-z]+_)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => this.#name(id, 'id'));
  }

  /** Gives this id a name of the kind; to be said before it is seen in a text. */
  learn(id: string, kind: string): void {
    this.#name(id, kind);
  }

  #name(id: string, kind: string): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `${kind}-${count}`;
    this.#names.set(id, name);
    return name;
  }
}
