import { homedir } from 'node:os';
import { window, workspace } from 'vscode';
import type { WebviewPanel } from 'vscode';
import type { Fleet } from '../core/fleetApi.ts';
import { DisposableStore } from '../core/lifecycle.ts';
import type { Disposable } from '../core/lifecycle.ts';
import type { Logger } from '../core/ports.ts';
import type { WindowOptions } from '../mcp/window.ts';
import type { PtyProcess, PtyWish } from './agentPty.ts';
import type { Environment, FleetPlace } from './fleetPlace.ts';
import type { Fault } from './health/fixes.ts';
import type { FindProgram } from './requirements.ts';
import type { AssignForms } from './assignForm/assignForms.ts';
import type { Fill, FormOptions } from './assignForm/formPanel.ts';
import { ASSIGN_FORM } from './assignForm/viewType.ts';
import type { WorktreeParts, WorktreePartsOptions } from './worktrees/worktreesView.ts';
import type { FleetPages, FleetPagesOptions } from './panels/fleetPages.ts';
import { AGENT_PAGE, TIMELINE_PAGE } from './panels/viewTypes.ts';
import type { AssignmentPages, AssignmentPagesOptions } from './panels/assignmentPages.ts';

/*
 * The parts that are loaded when they are first used, so that activation costs nothing of them: the adapters with
 * WebSocket and zod, the MCP server, node-pty and webviews.
 */

export async function buildFleet(logger: Logger, version: string, env: Environment): Promise<Fleet> {
  const { createNodeFleet } = await import('./lateParts.ts');
  return createNodeFleet({ env, defaultCwd: defaultFolder(), logger, clientVersion: version });
}

function defaultFolder(): string {
  return workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}

export async function openTerminal(wish: PtyWish): Promise<PtyProcess> {
  const { openPty } = await import('./lateParts.ts');
  const { argv, columns, rows } = wish;
  return openPty({ argv, env: terminalEnvironment(), cwd: homedir(), cols: columns, rows });
}

/** What tmux's client needs; the editor's own variables would only confuse what it starts. */
function terminalEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(?:ELECTRON_|VSCODE_|TMUX$|TMUX_PANE$)/u.test(entry[0]),
  );
  return { ...Object.fromEntries(entries), TERM: 'xterm-256color', COLORTERM: 'truecolor' };
}

/** Opens the control socket, for leads outside of this window. */
export async function openControl(options: Omit<WindowOptions, 'folders'>): Promise<Disposable> {
  const { serveWindow } = await import('./lateParts.ts');
  const folders = (): string[] => (workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  return serveWindow({ ...options, folders });
}

/** See `WorktreesView`. */
export async function loadWorktrees(options: WorktreePartsOptions): Promise<WorktreeParts> {
  const { createWorktreeParts } = await import('./lateParts.ts');
  return createWorktreeParts(options);
}

/** See `mend`. */
export async function mendLate(fault: Fault, find: FindProgram, place: FleetPlace): Promise<boolean> {
  const { mend } = await import('./lateParts.ts');
  return mend(fault, { find, environment: await place.environment() });
}

/** Tells the person by the desktop's own means; what fails is logged, for nothing hangs on it. */
export function desktopAlert(logger: Logger): (title: string, text: string) => void {
  const alert = async (title: string, text: string): Promise<void> => {
    const { alertOnDesktop, localRunner } = await import('./lateParts.ts');
    const problem = await alertOnDesktop(localRunner, process.platform, { title, text });
    if (problem !== null) logger.warn(`No desktop notification: ${problem}`);
  };
  return (title, text) => void alert(title, text);
}

/** The pages of the fleet: loaded with the fleet, for they remember what happened while none was open. */
export class LatePages implements Disposable {
  readonly #options: FleetPagesOptions;
  readonly #store = new DisposableStore();
  #pages: Promise<FleetPages> | undefined;
  #isDisposed = false;

  constructor(options: FleetPagesOptions) {
    this.#options = options;
    this.#store.add(
      options.service.onDidChangeFleet(() => {
        if (options.service.phase === 'ready') void this.#load();
      }),
    );
    this.#store.add(
      window.registerWebviewPanelSerializer(AGENT_PAGE, {
        deserializeWebviewPanel: async (panel: WebviewPanel, state: unknown) =>
          (await this.#load()).agents.restore(panel, state),
      }),
    );
    this.#store.add(
      window.registerWebviewPanelSerializer(TIMELINE_PAGE, {
        deserializeWebviewPanel: async (panel: WebviewPanel) => (await this.#load()).timeline.restore(panel),
      }),
    );
  }

  async showTimeline(): Promise<void> {
    const pages = await this.#load();
    if (!this.#isDisposed) pages.timeline.show();
  }

  async show(agentId: string, focus: 'top' | 'why'): Promise<void> {
    const pages = await this.#load();
    if (!this.#isDisposed) pages.agents.show(agentId, focus);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#store.dispose();
    void this.#pages?.then((pages) => pages.dispose());
  }

  async #load(): Promise<FleetPages> {
    this.#pages ??= import('./lateParts.ts').then(({ FleetPages }) => new FleetPages(this.#options));
    return this.#pages;
  }
}

/** The form "New assignment", loaded when it is first opened or comes back after a reload. */
export class LateForms implements Disposable {
  readonly #options: FormOptions;
  readonly #serializer: Disposable;
  #forms: Promise<AssignForms> | undefined;
  #isDisposed = false;

  constructor(options: FormOptions) {
    this.#options = options;
    this.#serializer = window.registerWebviewPanelSerializer(ASSIGN_FORM, {
      deserializeWebviewPanel: async (panel: WebviewPanel) => (await this.#load()).restore(panel),
    });
  }

  async open(fill: Fill): Promise<void> {
    const forms = await this.#load();
    if (!this.#isDisposed) forms.open(fill);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#serializer.dispose();
    void this.#forms?.then((forms) => forms.dispose());
  }

  async #load(): Promise<AssignForms> {
    this.#forms ??= import('./lateParts.ts').then(({ AssignForms }) => new AssignForms(this.#options));
    return this.#forms;
  }
}

/** The pages of assignments, loaded with the first that is opened. */
export class LateAssignmentPages implements Disposable {
  readonly #options: AssignmentPagesOptions;
  #pages: Promise<AssignmentPages> | undefined;
  #isDisposed = false;

  constructor(options: AssignmentPagesOptions) {
    this.#options = options;
  }

  async show(assignmentId: string): Promise<void> {
    this.#pages ??= import('./lateParts.ts').then(
      ({ AssignmentPages }) => new AssignmentPages(this.#options),
    );
    const pages = await this.#pages;
    if (!this.#isDisposed) pages.show(assignmentId);
  }

  dispose(): void {
    this.#isDisposed = true;
    void this.#pages?.then((pages) => pages.dispose());
  }
}
