/**
 * As much of VS Code's API as the extension uses, working in memory. Tests look at `ui` for what a person would see,
 * and put there what she would answer. vitest resolves `vscode` to this file.
 */
import type { Listener } from './signal.ts';
import { FakeUi } from './ui.ts';

export { renderTree } from './tree.ts';
export { Location, Position, TestMessage, TestRunProfileKind, TestRunRequest, tests } from './tests.ts';

export const ui = new FakeUi();

export class Disposable {
  readonly #end: () => void;

  constructor(end: () => void) {
    this.#end = end;
  }

  dispose(): void {
    this.#end();
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class DataTransferItem {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  async asString(): Promise<string> {
    return Promise.resolve(String(this.value));
  }
}

export class ThemeColor {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  readonly id: string;
  readonly color: ThemeColor | undefined;

  constructor(id: string, color?: ThemeColor) {
    this.id = id;
    this.color = color;
  }
}

export class TreeItem {
  label: string;
  collapsibleState: number;

  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export class MarkdownString {
  value = '';

  appendText(text: string): this {
    const escaped = text.replaceAll(/[\\`*_{}[\]()#+\-!~<>|]/gu, String.raw`\$&`);
    this.value += escaped.replaceAll(/[ \t]/gu, '&nbsp;').replaceAll('\n', '\n\n');
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }

  appendCodeblock(text: string): this {
    this.value += `\n\`\`\`\n${text}\n\`\`\`\n`;
    return this;
  }
}

export class RelativePattern {
  readonly baseUri: Uri;
  readonly pattern: string;

  constructor(baseUri: Uri, pattern: string) {
    this.baseUri = baseUri;
    this.pattern = pattern;
  }
}

interface UriParts {
  readonly scheme: string;
  readonly path: string;
  readonly query?: string;
}

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;

  constructor(parts: UriParts) {
    this.scheme = parts.scheme;
    this.path = parts.path;
    this.query = parts.query ?? '';
  }

  static file(path: string): Uri {
    return new Uri({ scheme: 'file', path });
  }

  static parse(text: string): Uri {
    const { protocol, pathname } = new URL(text);
    return new Uri({ scheme: protocol.slice(0, -1), path: decodeURIComponent(pathname) });
  }

  static from(parts: UriParts): Uri {
    return new Uri(parts);
  }

  static joinPath(base: Uri, ...segments: readonly string[]): Uri {
    return new Uri({ scheme: base.scheme, path: [base.path, ...segments].join('/') });
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}:${this.path}${this.query === '' ? '' : `?${this.query}`}`;
  }
}

export class McpStdioServerDefinition {
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;

  constructor(
    label: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ) {
    this.label = label;
    this.command = command;
    this.args = args;
    this.env = env;
  }
}

export const TreeItemCheckboxState = { Unchecked: 0, Checked: 1 } as const;
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 } as const;
export const StatusBarAlignment = { Left: 1, Right: 2 } as const;
export const ProgressLocation = { Notification: 15 } as const;
export const QuickPickItemKind = { Separator: -1, Default: 0 } as const;
export const TerminalLocation = { Panel: 1, Editor: 2 } as const;
export const ViewColumn = { Active: -1 } as const;
export const ConfigurationTarget = { Global: 1, Workspace: 2 } as const;
export const TerminalExitReason = { Shutdown: 1, User: 3 } as const;

export class CancellationTokenSource {
  readonly token = { isCancellationRequested: false };

  cancel(): void {
    this.token.isCancellationRequested = true;
  }

  dispose(): void {}
}

export class TerminalProfile {
  readonly options: unknown;

  constructor(options: unknown) {
    this.options = options;
  }
}

export * from './tabs.ts';
export class Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };

  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    this.start = { line: startLine, character: startCharacter };
    this.end = { line: endLine, character: endCharacter };
  }
}

export const CommentMode = { Editing: 0, Preview: 1 } as const;
export const CommentThreadState = { Unresolved: 0, Resolved: 1 } as const;

export const comments = {
  createCommentController(id: string, label: string): object {
    const threads = new Set<object>();
    const controller = {
      ...{ id, label, options: {}, commentingRangeProvider: undefined, threads, dispose() {} },
      createCommentThread(uri: unknown, range: unknown, list: readonly unknown[]): object {
        const thread = { uri, range, comments: list, dispose: () => void threads.delete(thread) };
        threads.add(thread);
        return thread;
      },
    };
    ui.providers.set(id, controller);
    return controller;
  },
};

export const ExtensionMode = { Production: 1, Development: 2, Test: 3 } as const;

export const env = {
  get language(): string {
    return ui.language;
  },
  get remoteName(): string | undefined {
    return ui.remoteName;
  },
};

export const l10n = {
  t(message: string, ...args: readonly (string | number)[]): string {
    ui.translated.add(message);
    const text = ui.bundle.get(message) ?? message;
    return text.replaceAll(/\{(\d+)\}/gu, (hole, index: string) => String(args[Number(index)] ?? hole));
  },
};

export const commands = {
  registerCommand(id: string, run: (...args: unknown[]) => unknown): Disposable {
    ui.commands.set(id, run);
    return new Disposable(() => ui.commands.delete(id));
  },
  async executeCommand(id: string, ...args: unknown[]): Promise<unknown> {
    ui.executed.push({ id, args });
    return ui.commands.get(id)?.(...args);
  },
};

/** No other one is installed. */
export const extensions = {
  onDidChange: (): Disposable => new Disposable(() => {}),
  getExtension: (id: string): { readonly id: string } | undefined =>
    ui.extensions.has(id) ? { id } : undefined,
};

export const window = ui.window;
export const workspace = ui.workspace;
export const lm = ui.lm;
