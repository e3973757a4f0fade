/** VS Code's testing API, as much of it as the extension uses; what a run says is written down as text. */

type Handler = (...args: never[]) => unknown;

class FakeItems {
  readonly #items = new Map<string, FakeTestItem>();

  get(id: string): FakeTestItem | undefined {
    return this.#items.get(id);
  }

  replace(items: readonly FakeTestItem[]): void {
    this.#items.clear();
    for (const item of items) this.#items.set(item.id, item);
  }

  forEach(visit: (item: FakeTestItem) => void): void {
    for (const item of this.#items.values()) visit(item);
  }
}

export class FakeTestItem {
  readonly id: string;
  label: string;
  description = '';
  sortText = '';
  readonly children = new FakeItems();

  constructor(id: string, label: string) {
    this.id = id;
    this.label = label;
  }
}

export class TestMessage {
  readonly message: string;
  location: { readonly uri: { readonly path: string }; readonly range: Position } | undefined;

  constructor(message: string) {
    this.message = message;
  }
}

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Location {
  readonly uri: { readonly path: string };
  readonly range: Position;

  constructor(uri: { readonly path: string }, range: Position) {
    this.uri = uri;
    this.range = range;
  }
}

export class TestRunRequest {
  readonly include: readonly FakeTestItem[] | undefined;
  readonly exclude: readonly FakeTestItem[] | undefined;

  constructor(include?: readonly FakeTestItem[], exclude?: readonly FakeTestItem[]) {
    this.include = include;
    this.exclude = exclude;
  }
}

export const TestRunProfileKind = { Run: 1 } as const;

/** The runs of a controller as lines: `started npm test`, `failed npm test @ src/a.js:2: …`. */
export class FakeTestController {
  readonly items = new FakeItems();
  readonly lines: string[] = [];
  output = '';
  readonly messages: TestMessage[] = [];
  readonly invalidated: string[] = [];
  resolveHandler: ((item: FakeTestItem | undefined) => Promise<void>) | undefined;
  refreshHandler: (() => Promise<void>) | undefined;
  isDisposed = false;
  #run: Handler | undefined;
  readonly #cancels: (() => void)[] = [];

  createTestItem(id: string, label: string): FakeTestItem {
    return new FakeTestItem(id, label);
  }

  createRunProfile(_label: string, _kind: number, run: Handler): void {
    this.#run = run;
  }

  /** What a person does with the button beside an item, or at the top. */
  async run(...include: readonly (FakeTestItem | undefined)[]): Promise<void> {
    const named = include.filter((item) => item !== undefined);
    const request = new TestRunRequest(named.length === 0 ? undefined : named);
    const token = { isCancellationRequested: false, onCancellationRequested: () => undefined };
    await (this.#run as unknown as (...args: unknown[]) => Promise<void>)(request, token);
  }

  cancel(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  createTestRun(): object {
    const say = (what: string, item: FakeTestItem): number => this.lines.push(`${what} ${item.label}`);
    const fail = (what: string) => (item: FakeTestItem, message: TestMessage) => {
      say(what, item);
      this.messages.push(message);
    };
    return {
      token: {
        onCancellationRequested: (cancel: () => void) => {
          this.#cancels.push(cancel);
          return { dispose() {} };
        },
      },
      enqueued: () => {},
      started: (item: FakeTestItem) => say('started', item),
      passed: (item: FakeTestItem) => say('passed', item),
      skipped: (item: FakeTestItem) => say('skipped', item),
      failed: fail('failed'),
      errored: fail('errored'),
      appendOutput: (text: string) => {
        this.output += text;
      },
      end: () => this.lines.push('end'),
    };
  }

  invalidateTestResults(item: FakeTestItem): void {
    this.invalidated.push(item.id);
  }

  dispose(): void {
    this.isDisposed = true;
    testControllers.splice(testControllers.indexOf(this), 1);
  }
}

/** Those that are not disposed, oldest first. */
export const testControllers: FakeTestController[] = [];

export const tests = {
  createTestController(): FakeTestController {
    const controller = new FakeTestController();
    testControllers.push(controller);
    return controller;
  },
};
