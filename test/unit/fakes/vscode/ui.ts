import { focusOf, tabGroupsOf } from './groups.ts';
import { FakePanel } from './panel.ts';
import { Signal, type Handle } from './signal.ts';
import { FakeTerminal, type TerminalOptions } from './terminal.ts';
import { FakeTreeView } from './treeView.ts';
import { workspaceOf } from './workspace.ts';

export interface Item {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly kind?: number;
}

export interface FakeStatusBarItem {
  text: string;
  tooltip: unknown;
  name: string;
  command: string | undefined;
  backgroundColor: { readonly id: string } | undefined;
  isShown: boolean;
  show(): void;
  hide(): void;
  dispose(): void;
}

/** A column of editors with its tabs. */
export interface FakeTabGroup {
  readonly viewColumn: number;
  readonly tabs: readonly FakeTab[];
}

interface FakeTab {
  readonly label: string;
  readonly input: unknown;
  readonly isActive: boolean;
}

type Pick = (items: readonly Item[]) => Item | readonly Item[] | undefined;

/** Buttons come as texts or as objects with a title; options have no title. */
function isTitle(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'title' in value);
}

/** What a person sees (`shown`), and what she will do next (`picks`, `inputs`, `buttons`). */
export class FakeUi {
  language = 'en';
  /** The kind of remote window that it is. */
  remoteName: string | undefined;
  bundle = new Map<string, string>();
  readonly translated = new Set<string>();
  /** Every dialog and message as one line of text, in order. */
  readonly shown: string[] = [];
  readonly picks: Pick[] = [];
  readonly inputs: (string | undefined)[] = [];
  readonly buttons: (string | undefined)[] = [];
  /** Those that are installed, by id. */
  readonly extensions = new Set<string>();
  readonly commands = new Map<string, (...args: unknown[]) => unknown>();
  readonly executed: { readonly id: string; readonly args: readonly unknown[] }[] = [];
  readonly settings = new Map<string, unknown>();
  readonly files = new Map<string, string>();
  readonly trees = new Map<string, FakeTreeView>();
  readonly terminals: FakeTerminal[] = [];
  readonly panels: FakePanel[] = [];
  readonly statusBar: FakeStatusBarItem[] = [];
  readonly statusBarTexts = new Map<string, string>();
  readonly providers = new Map<string, unknown>();
  readonly progress: { readonly title: string; cancel: () => void }[] = [];
  readonly trust = new Signal<undefined>();
  readonly configuration = new Signal<{ affectsConfiguration(key: string): boolean }>();
  readonly openedTerminals = new Signal<unknown>();
  readonly saved = new Signal<{ readonly uri: { readonly fsPath: string } }>();
  /** Paths of files that changed on disk. */
  readonly touched = new Signal<string>();
  readonly closedTerminals = new Signal<unknown>();
  readonly endedCommands = new Signal<unknown>();
  readonly windowState = new Signal<{ readonly focused: boolean }>();
  readonly changedTabs = new Signal<unknown>();
  tabGroups: readonly FakeTabGroup[] = [];
  readonly activeTerminal = new Signal<unknown>();
  /** Whether a terminal that is shown is the one in front from then on. */
  showsInFront = false;
  isFocused = true;
  isTrusted = true;
  folders: { readonly uri: { readonly fsPath: string } }[] = [];

  /** Forgets everything, as a new window does. */
  reset(): void {
    this.language = 'en';
    this.remoteName = undefined;
    this.extensions.clear();
    this.bundle = new Map();
    this.isFocused = true;
    this.isTrusted = true;
    this.folders = [];
    this.tabGroups = [];
    this.window.activeTextEditor = undefined;
    this.showsInFront = false;
    for (const list of [this.shown, this.picks, this.inputs, this.buttons, this.executed]) list.length = 0;
    for (const list of [this.terminals, this.panels, this.statusBar, this.progress]) list.length = 0;
    const maps = [this.commands, this.settings, this.files, this.trees, this.providers, this.statusBarTexts];
    for (const map of maps) map.clear();
  }

  /** Picks the item whose label contains the text. */
  willPick(...labels: readonly string[]): void {
    for (const label of labels) {
      this.picks.push((items) => {
        const found = items.find((item) => item.label.includes(label));
        if (found === undefined)
          throw new Error(`no item "${label}" in ${items.map((item) => item.label).join(', ')}`);
        return found;
      });
    }
  }

  #message(kind: string, text: string, rest: readonly unknown[]): Promise<unknown> {
    const [first, ...others] = rest;
    const options =
      typeof first === 'object' && first !== null ? (first as { modal?: boolean; detail?: string }) : {};
    const items = (isTitle(first) ? [first, ...others] : others) as readonly (
      | string
      | { readonly title: string }
    )[];
    const titles = items.map((item) => (typeof item === 'string' ? item : item.title));
    const modal = options.modal === true ? 'modal ' : '';
    const detail = options.detail === undefined ? '' : `\n${options.detail}`;
    this.shown.push(`${modal}${kind}: ${text}${titles.map((title) => ` [${title}]`).join('')}${detail}`);
    const answer = this.buttons.shift();
    if (answer !== undefined && !titles.includes(answer))
      throw new Error(`no button "${answer}" on "${text}"`);
    return Promise.resolve(items[titles.indexOf(answer ?? '')]);
  }

  readonly window = {
    state: focusOf(this),
    visibleTextEditors: [],
    showInformationMessage: async (text: string, ...rest: unknown[]) => this.#message('info', text, rest),
    showWarningMessage: async (text: string, ...rest: unknown[]) => this.#message('warning', text, rest),
    showErrorMessage: async (text: string, ...rest: unknown[]) => this.#message('error', text, rest),
    setStatusBarMessage: (text: string) => this.shown.push(`status: ${text}`),
    showQuickPick: async (
      listed: readonly Item[] | Promise<readonly Item[]>,
      options: { title?: string } = {},
      token?: { readonly isCancellationRequested: boolean },
    ) => {
      if (listed instanceof Promise) this.shown.push(`busy: ${options.title ?? ''}`);
      const items = await listed;
      if (token?.isCancellationRequested === true) return undefined;
      const labels = items.map((item) => (item.kind === -1 ? `-- ${item.label}` : item.label));
      this.shown.push(`pick: ${options.title ?? ''} (${labels.join(' | ')})`);
      return this.picks.shift()?.(items);
    },
    showInputBox: async (options: { title?: string; prompt?: string; password?: boolean } = {}) => {
      const secret = options.password === true ? ' (secret)' : '';
      this.shown.push(`input${secret}: ${options.title ?? ''}: ${options.prompt ?? ''}`);
      return Promise.resolve(this.inputs.shift());
    },
    showOpenDialog: async () => Promise.resolve(undefined),
    showWorkspaceFolderPick: async () => Promise.resolve(this.folders[0]),
    showTextDocument: async (uri: { readonly path: string }) => {
      this.shown.push(`document: ${uri.path}`);
      return Promise.resolve();
    },
    withProgress: async (
      options: { title: string },
      work: (progress: unknown, token: unknown) => Promise<unknown>,
    ): Promise<unknown> => {
      const cancelled = new Signal<undefined>();
      this.progress.push({ title: options.title, cancel: () => cancelled.fire(undefined) });
      return work({ report() {} }, { onCancellationRequested: cancelled.event });
    },
    createTreeView: (id: string, options: { treeDataProvider: unknown }) => {
      const view = new FakeTreeView(options.treeDataProvider);
      this.trees.set(id, view);
      return view;
    },
    // One that was shown before under its id comes back as it was: VS Code takes it for one of the manifest.
    createStatusBarItem: (id: string) => {
      const before = this.statusBarTexts.get(id);
      const item: FakeStatusBarItem = {
        text: before ?? '',
        tooltip: '',
        name: '',
        command: undefined,
        backgroundColor: undefined,
        isShown: before !== undefined,
        show: () => {
          item.isShown = true;
          this.statusBarTexts.set(id, item.text);
        },
        hide: () => {
          item.isShown = false;
        },
        dispose: () => {
          item.isShown = false;
        },
      };
      this.statusBar.push(item);
      return item;
    },
    createTerminal: (options: TerminalOptions) => {
      const terminal = new FakeTerminal(options, () => this.closedTerminals.fire(terminal));
      this.terminals.push(terminal);
      if (this.showsInFront) terminal.onShow = () => this.activeTerminal.fire(terminal);
      return terminal;
    },
    registerTerminalProfileProvider: (id: string, provider: unknown) => {
      this.providers.set(id, provider);
      return { dispose: () => this.providers.delete(id) };
    },
    tabGroups: tabGroupsOf(this),
    createOutputChannel: () => ({ debug() {}, info() {}, warn() {}, error() {}, show() {}, dispose() {} }),
    createWebviewPanel: (viewType: string, title: string) => {
      const panel = new FakePanel(viewType, title);
      this.panels.push(panel);
      return panel;
    },
    onDidOpenTerminal: this.openedTerminals.event,
    registerFileDecorationProvider: (provider: unknown) => {
      this.providers.set('decorations', provider);
      return { dispose: () => this.providers.delete('decorations') };
    },
    registerWebviewPanelSerializer: (viewType: string, serializer: unknown) => {
      this.providers.set(viewType, serializer);
      return { dispose: () => this.providers.delete(viewType) };
    },
    activeTextEditor: undefined as unknown,
    onDidCloseTerminal: this.closedTerminals.event,
    onDidEndTerminalShellExecution: this.endedCommands.event,
    onDidChangeWindowState: this.windowState.event,
    onDidChangeActiveTerminal: this.activeTerminal.event,
  };

  readonly workspace = workspaceOf(this);

  readonly lm: { registerMcpServerDefinitionProvider?: (id: string, provider: unknown) => Handle } = {
    registerMcpServerDefinitionProvider: (id, provider) => {
      this.providers.set(id, provider);
      return { dispose: () => this.providers.delete(id) };
    },
  };
}
