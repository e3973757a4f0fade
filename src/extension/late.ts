import { homedir } from 'node:os';
import { l10n, ProgressLocation, window, workspace } from 'vscode';
import type { WebviewPanel } from 'vscode';
import type { PanelFleet } from '../core/panelFleet.ts';
import { DisposableStore } from '../core/lifecycle.ts';
import type { Disposable } from '../core/lifecycle.ts';
import type { Logger } from '../core/ports.ts';
import type { WindowOptions } from '../mcp/window.ts';
import type { PtyProcess, PtyWish } from './terminals/agentPty.ts';
import type { CheckPlace, Checks, ChecksOptions } from './checks/checks.ts';
import type { Environment, FleetPlace } from './fleetPlace.ts';
import type { FleetService } from './fleetService.ts';
import type { Fault } from './health/fixes.ts';
import type { LateHealth } from './health/lateHealth.ts';
import type { FindProgram } from './setup/requirements.ts';
import { afterFirstRows } from './afterwards.ts';
import { COMMANDS } from './commands.ts';
import type { CommandHandlers, CommandName } from './commands.ts';
import type { HandlerParts } from './commands/handlers.ts';
import type { AssignForms } from './assignForm/assignForms.ts';
import type { Fill, FormOptions } from './assignForm/formPanel.ts';
import { ASSIGN_FORM } from './assignForm/viewType.ts';
import type { WorktreeParts, WorktreePartsOptions } from './worktrees/worktreesView.ts';
import type { FleetPages, FleetPagesOptions } from './panels/fleetPages.ts';
import type { RestoredPages } from './panels/restoredPages.ts';
import { AGENT_PAGE, ASSIGNMENT_PAGE, TIMELINE_PAGE } from './panels/viewTypes.ts';
import { unawaited } from './unawaited.ts';
import type { AssignmentPages, AssignmentPagesOptions } from './panels/assignmentPages.ts';

/*
 * The parts that are loaded when they are first used, so that activation costs nothing of them: the adapters with
 * WebSocket and zod, the MCP server, node-pty and webviews.
 */

export async function buildFleet(logger: Logger, version: string, env: Environment): Promise<PanelFleet> {
  const { createNodeFleet } = await import('./fleetPart.ts');
  return createNodeFleet({
    env,
    defaultCwd: defaultFolder(),
    logger,
    clientVersion: version,
    withContent: true,
  });
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

/** What the commands do, loaded when the first of them is used. */
export function lateHandlers(parts: HandlerParts): CommandHandlers {
  let loaded: Promise<CommandHandlers> | undefined;
  const load = async (): Promise<CommandHandlers> => (loaded ??= loadHandlers(parts));
  const names = Object.keys(COMMANDS) as CommandName[];
  const entries = names.map(
    (name) => [name, async (...args: readonly unknown[]) => (await load())[name](...args)] as const,
  );
  return Object.fromEntries(entries) as CommandHandlers;
}

/** Takes a moment on a busy machine: the status bar says that the press was heard. */
async function loadHandlers(parts: HandlerParts): Promise<CommandHandlers> {
  const title = l10n.t('Codex Master is getting ready…');
  return window.withProgress({ location: ProgressLocation.Window, title }, async () =>
    (await import('./lateParts.ts')).createHandlers(parts),
  );
}

/** See `mend`. */
export async function mendLate(
  fault: Fault,
  { find, place, service }: { find: FindProgram; place: FleetPlace; service: FleetService },
): Promise<boolean> {
  const { mend } = await import('./lateParts.ts');
  const repairLease = async (agentId: string): Promise<unknown> =>
    (await service.ready()).release(agentId, { force: true }, service.holder);
  return mend(fault, { find, environment: await place.environment(), repairLease });
}

/** See `HealthView`. */
export async function loadHealth(): Promise<LateHealth> {
  return (await import('./lateParts.ts')).lateHealth;
}

/** Tells the person by the desktop's own means. Whoever set it up is told once when that does not work here. */
export function desktopAlert(logger: Logger): (title: string, text: string) => void {
  let hasSaid = false;
  const alert = async (title: string, text: string): Promise<void> => {
    const { alertOnDesktop, localRunner, sayNoDesktop } = await import('./lateParts.ts');
    const problem = await alertOnDesktop(localRunner, process.platform, { title, text });
    if (problem === null) return;
    logger.warn(`No desktop notification: ${JSON.stringify(problem)}`);
    if (hasSaid) return;
    hasSaid = true;
    await sayNoDesktop(problem);
  };
  return (title, text) => unawaited(alert(title, text), logger, 'No desktop notification');
}

/** What could not be loaded need not be ended. */
function endLate(part: Promise<Disposable> | undefined): void {
  part?.then(
    (loaded) => loaded.dispose(),
    () => {},
  );
}

/** A part that is loaded when it is first needed, and ended with what needed it, or as soon as it came too late. */
class LatePart<Part extends Disposable> implements Disposable {
  readonly #import: () => Promise<Part>;
  #part: Promise<Part> | undefined;
  #isDisposed = false;

  constructor(load: () => Promise<Part>) {
    this.#import = load;
  }

  async load(): Promise<Part> {
    this.#part ??= this.#import();
    return this.#part;
  }

  async use(work: (part: Part) => void): Promise<void> {
    const part = await this.load();
    if (!this.#isDisposed) work(part);
  }

  dispose(): void {
    this.#isDisposed = true;
    endLate(this.#part);
  }
}

/** Lets VS Code bring pages of a kind back after a reload; `state` is what their webview kept. */
function onReload(
  viewType: string,
  restored: RestoredPages,
  restore: (panel: WebviewPanel, state: unknown) => Promise<void>,
): Disposable {
  return window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: async (panel, state) => {
      restored.add(panel);
      await restore(panel, state);
    },
  });
}

/** The pages of the fleet: loaded with the fleet, for they remember what happened while none was open. */
export class LatePages implements Disposable {
  readonly #store = new DisposableStore();
  readonly #pages: LatePart<FleetPages>;

  constructor(options: FleetPagesOptions, restored: RestoredPages) {
    const load = async (): Promise<FleetPages> => new (await import('./lateParts.ts')).FleetPages(options);
    const pages = this.#store.add(new LatePart(load));
    this.#pages = pages;
    this.#store.add(
      afterFirstRows(options.service, () =>
        unawaited(pages.load(), options.log, 'The pages could not be loaded'),
      ),
    );
    this.#store.add(
      onReload(AGENT_PAGE, restored, async (panel, state) =>
        pages.use(({ agents }) => agents.restore(panel, state)),
      ),
    );
    this.#store.add(
      onReload(TIMELINE_PAGE, restored, async (panel) =>
        pages.use(({ timeline }) => timeline.restore(panel)),
      ),
    );
  }

  async showTimeline(): Promise<void> {
    await this.#pages.use(({ timeline }) => timeline.show());
  }

  async show(agentId: string, focus: 'top' | 'why'): Promise<void> {
    const part = focus === 'why' ? ({ section: 'why', anchor: null } as const) : null;
    await this.#pages.use(({ agents }) => agents.show(agentId, part));
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** The form "New assignment", loaded when it is first opened or comes back after a reload. */
export class LateForms implements Disposable {
  readonly #store = new DisposableStore();
  readonly #forms: LatePart<AssignForms>;

  constructor(options: FormOptions, restored: RestoredPages) {
    const load = async (): Promise<AssignForms> => new (await import('./lateParts.ts')).AssignForms(options);
    const forms = this.#store.add(new LatePart(load));
    this.#forms = forms;
    this.#store.add(
      onReload(ASSIGN_FORM, restored, async (panel) => forms.use((part) => part.restore(panel))),
    );
  }

  async open(fill: Fill): Promise<void> {
    await this.#forms.use((forms) => forms.open(fill));
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** The pages of assignments, loaded when the first is opened or comes back after a reload. */
export class LateAssignmentPages implements Disposable {
  readonly #store = new DisposableStore();
  readonly #pages: LatePart<AssignmentPages>;

  constructor(options: AssignmentPagesOptions, restored: RestoredPages) {
    const load = async (): Promise<AssignmentPages> =>
      new (await import('./lateParts.ts')).AssignmentPages(options);
    const pages = this.#store.add(new LatePart(load));
    this.#pages = pages;
    this.#store.add(
      onReload(ASSIGNMENT_PAGE, restored, async (panel, state) =>
        pages.use((part) => part.restore(panel, state)),
      ),
    );
  }

  async show(assignmentId: string): Promise<void> {
    await this.#pages.use((pages) => pages.show(assignmentId));
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** The Test Explorer's checks: they come with the fleet, and look at nothing before somebody opens the Test Explorer. */
export class LateChecks implements Disposable {
  readonly #options: ChecksOptions;
  readonly #following: Disposable;
  #checks: Promise<Checks> | undefined;
  #isDisposed = false;

  constructor(options: ChecksOptions) {
    const { service, log } = options;
    this.#options = options;
    this.#following = afterFirstRows(service, () =>
      unawaited(this.#load(), log, 'The checks could not be loaded'),
    );
  }

  /** See `Checks.run`. */
  async run(where: CheckPlace): Promise<string | null> {
    const checks = await this.#load();
    return this.#isDisposed ? null : checks.run(where);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#following.dispose();
    endLate(this.#checks);
  }

  async #load(): Promise<Checks> {
    this.#checks ??= import('./lateParts.ts').then(({ Checks }) => new Checks(this.#options));
    return this.#checks;
  }
}
