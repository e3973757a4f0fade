import { l10n, TerminalExitReason, TerminalLocation, ThemeIcon, ViewColumn, window } from 'vscode';
import type { ExtensionTerminalOptions, Terminal, TerminalEditorLocationOptions } from 'vscode';
import type { Logger } from '../../core/ports.ts';
import { DisposableStore, Emitter, toDisposable } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { PtyProcess, PtyWish } from './agentPty.ts';
import { AgentView } from './agentView.ts';
import { COMMANDS } from '../commands.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { readSetting } from '../settings.ts';
import { keepInFront } from './keepInFront.ts';
import type { PagesInFront } from './keepInFront.ts';
import { placeOf, untilPlaced } from './terminalPlaces.ts';
import type { RememberedTerminal, TerminalMemory, TerminalPlace } from './terminalPlaces.ts';
import { unawaited } from '../unawaited.ts';
import { Ticker } from '../views/rows/ticker.ts';
import { choose, showInfo, wayTo } from '../messages/say.ts';

/** Longer than a window takes to close. */
const TAB_SETTLES_MS = 2000;
/** Far longer than it takes to show a terminal that has a place. */
const COMES_TO_FRONT_MS = 3000;

export interface AgentTerminalsOptions {
  readonly service: FleetService;
  readonly openPty: (wish: PtyWish) => Promise<PtyProcess>;
  /** Survives a reload of the window. */
  readonly memory: TerminalMemory;
  readonly pages: PagesInFront;
  readonly log: Logger;
  readonly now: () => number;
}

interface Attached {
  readonly terminal: Terminal;
  /** The Agentin as people called her when it was opened. */
  readonly title: string;
  /** Null where the terminal runs tmux itself. */
  readonly view: AgentView | null;
}

/** The terminals of Agentinnen in this window: one each, opened on demand, revealed when it is there. */
export class AgentTerminals implements Disposable {
  readonly #options: AgentTerminalsOptions;
  readonly #open = new Map<string, Attached>();
  /** Views whose terminal VS Code makes itself, for the profile. */
  readonly #awaited = new Map<string, AgentView>();
  readonly #store = new DisposableStore();
  readonly #changed: Emitter<void>;
  readonly #settled: Ticker;
  #active: Terminal | undefined = window.activeTerminal;
  #hasSaidUnwatched = false;
  #isDisposed = false;

  constructor(options: AgentTerminalsOptions) {
    const { service, log } = options;
    this.#options = options;
    this.#changed = this.#store.add(
      new Emitter<void>((error) => log.error('The state of a terminal could not be shown', error)),
    );
    this.#settled = this.#store.add(new Ticker(options.now, () => this.#remember()));
    this.#store.add(window.tabGroups.onDidChangeTabs(() => this.#rememberPlaces()));
    this.#store.add(window.onDidOpenTerminal((terminal) => this.#adoptWanted(terminal)));
    this.#store.add(window.onDidCloseTerminal((terminal) => this.#forget(terminal)));
    this.#store.add(window.onDidChangeActiveTerminal((terminal) => this.#looked(terminal)));
    this.#store.add(service.onDidChangeAgent(({ agentId }) => this.#watched(agentId)));
  }

  /** Fires when another terminal is in front, or who writes in one changed. */
  get onDidChange(): Emitter<void>['event'] {
    return this.#changed.event;
  }

  /** The Agentin whose terminal is in front, and whether this window sees who types there. */
  get active(): { readonly agentId: string; readonly isWatched: boolean } | undefined {
    for (const [agentId, { terminal, view }] of this.#open) {
      if (terminal === this.#active) return { agentId, isWatched: view !== null };
    }
    return undefined;
  }

  /** Opens or reveals the terminal of the Agentin. Rejects with `agent_not_running` when there is nothing to see. */
  async attach(agentId: string): Promise<void> {
    const existing = this.#open.get(agentId)?.terminal;
    if (existing !== undefined && (await this.#comesToFront(existing))) return;
    // Who closed the window of its own that it was in has it nowhere any more, and VS Code does not say so.
    if (existing !== undefined) this.#forget(existing);
    existing?.dispose();
    const fleet = await this.#options.service.ready();
    // Asked first, so that a person gets a sentence instead of an empty terminal.
    await fleet.attachCommand(agentId);
    if (!this.#open.has(agentId)) {
      this.#openTerminal(agentId, terminalLocation());
      void this.#focusWhenDrawn(agentId);
    }
    this.reveal(agentId);
  }

  /** Shows her terminal when there is one. */
  reveal(agentId: string): boolean {
    const existing = this.#open.get(agentId);
    existing?.terminal.show();
    return existing !== undefined;
  }

  /** Whoever types in her terminal lets go of it, here or in another window. */
  async handOver(agentId: string): Promise<void> {
    const { service } = this.#options;
    const view = this.#open.get(agentId)?.view;
    if (view) await view.handOver();
    else await (await service.ready()).releaseTerminal(agentId, { everybody: true }, service.holder);
  }

  /** A terminal of hers for VS Code to create, which is one of ours from then on. */
  optionsFor(agentId: string): ExtensionTerminalOptions {
    const view = this.#view(agentId);
    this.#awaited.set(agentId, view);
    return { name: view.name, pty: view.pty, iconPath: new ThemeIcon('terminal'), isTransient: true };
  }

  /** Opens what was open before the window was reloaded, each in its place, and leaves the focus alone. */
  async restore(): Promise<void> {
    const { service, memory, pages, log } = this.#options;
    try {
      const known = new Set((await service.ready()).config.agents.map(({ id }) => id));
      // Whichever was in front comes last in its column.
      const all = memory.read().toSorted((a, b) => Number(a.isFront) - Number(b.isFront));
      for (const remembered of all) {
        const { agentId, column } = remembered;
        if (!known.has(agentId) || this.#open.has(agentId)) continue;
        const back = await keepInFront(remembered, pages);
        const viewColumn = column ?? ViewColumn.Active;
        const location = column === null ? TerminalLocation.Panel : { viewColumn, preserveFocus: true };
        this.#openTerminal(agentId, location);
        if (back === null) continue;
        await untilPlaced(this.#open.get(agentId)?.title ?? agentId);
        await back();
      }
    } catch (error) {
      log.warn('The terminals from before the reload could not be opened.');
      log.debug(error instanceof Error ? error.message : 'unknown');
    }
  }

  dispose(): void {
    // The window closes: what was open is opened again by the next one.
    this.#isDisposed = true;
    this.#store.dispose();
    for (const view of this.#awaited.values()) view.dispose();
    for (const { terminal, view } of this.#open.values()) {
      view?.dispose();
      terminal.dispose();
    }
    this.#open.clear();
  }

  #view(agentId: string): AgentView {
    const { service, openPty, log, now } = this.#options;
    return new AgentView({
      agentId,
      service,
      openPty,
      now,
      tabName: () => this.#open.get(agentId)?.terminal.name,
      onUnavailable: () => void this.#fallBack(agentId),
      onShown: () => this.#changed.fire(),
      onError: (error) =>
        log.error(`It cannot be told that somebody types in the terminal of ${agentId}`, error),
    });
  }

  /** Shows it; resolves with whether VS Code does. */
  async #comesToFront(terminal: Terminal): Promise<boolean> {
    const isInFront = (): boolean => this.#active === terminal;
    const store = new DisposableStore();
    const come = new Promise<void>((resolve) => {
      store.add(this.onDidChange(() => isInFront() && resolve()));
      const timer = setTimeout(resolve, COMES_TO_FRONT_MS);
      store.add(toDisposable(() => clearTimeout(timer)));
    });
    terminal.show();
    if (!isInFront()) await come;
    store.dispose();
    return isInFront();
  }

  /** VS Code loads what draws terminals with the first one of a window, which cannot take the focus before that. */
  async #focusWhenDrawn(agentId: string): Promise<void> {
    const attached = this.#open.get(agentId);
    await attached?.view?.pty.opened;
    if (attached !== undefined && this.#active === attached.terminal) attached.terminal.show();
  }

  #openTerminal(agentId: string, location: ExtensionTerminalOptions['location']): void {
    const options = this.optionsFor(agentId);
    this.#adopt(window.createTerminal({ ...options, ...(location !== undefined && { location }) }));
  }

  /** A terminal that VS Code made for the profile. It opens it behind the scenes where the panel is closed. */
  #adoptWanted(terminal: Terminal): void {
    if (this.#adopt(terminal)) terminal.show();
  }

  /** Takes over the terminal that was made for one of our views. */
  #adopt(terminal: Terminal): boolean {
    for (const [agentId, view] of this.#awaited) {
      if (ptyOf(terminal) !== view.pty) continue;
      this.#awaited.delete(agentId);
      this.#keep(agentId, { terminal, title: view.title, view });
      return true;
    }
    return false;
  }

  #keep(agentId: string, attached: Attached): void {
    this.#open.set(agentId, attached);
    this.#remember();
    this.#changed.fire();
  }

  /** Without node-pty the terminal runs tmux itself: the same view, but nobody sees who types, and it does not come back. */
  async #fallBack(agentId: string): Promise<void> {
    const { service, log } = this.#options;
    try {
      const argv = await (await service.ready()).attachCommand(agentId);
      const before = this.#open.get(agentId);
      const title = before?.view?.title ?? agentId;
      this.#open.delete(agentId);
      before?.view?.dispose();
      before?.terminal.dispose();
      const [shellPath, ...shellArgs] = argv;
      if (shellPath === undefined) return;
      const iconPath = new ThemeIcon('terminal');
      const location = terminalLocation();
      const options = { name: title, shellPath, shellArgs, iconPath, location, isTransient: true };
      this.#keep(agentId, { terminal: window.createTerminal(options), title, view: null });
      this.reveal(agentId);
      this.#sayUnwatched();
    } catch (error) {
      log.error(`No terminal for ${agentId}`, error);
    }
  }

  #sayUnwatched(): void {
    if (this.#hasSaidUnwatched) return;
    this.#hasSaidUnwatched = true;
    const text = l10n.t(
      'Terminals run tmux directly, as node-pty is not available here: nobody sees that you type, so messages from elsewhere do not wait, and terminals do not come back by themselves.',
    );
    // VS Code cuts a message without a button off after its first line.
    const told = choose(showInfo, text, [wayTo(l10n.t('Check Health'), COMMANDS.checkHealth)]);
    unawaited(told, this.#options.log, 'Health was not checked');
  }

  #forget(terminal: Terminal): void {
    if (terminal === this.#active) this.#active = undefined;
    for (const [agentId, attached] of this.#open) {
      if (attached.terminal !== terminal) continue;
      this.#open.delete(agentId);
      attached.view?.dispose();
      if (terminal.exitStatus?.reason !== TerminalExitReason.Shutdown) this.#remember();
    }
    this.#changed.fire();
  }

  /**
   * A window that closes takes the tabs first: what loses its tab went into the panel only if the terminal is there a while
   * later.
   */
  #rememberPlaces(): void {
    const before = new Map(this.#options.memory.read().map(({ agentId, column }) => [agentId, column]));
    const hasLostTab = ([agentId, attached]: [string, Attached]): boolean =>
      (before.get(agentId) ?? null) !== null && whereIs(attached).column === null;
    if ([...this.#open].some(hasLostTab)) this.#settled.arm(this.#options.now() + TAB_SETTLES_MS);
    else this.#remember();
  }

  #remember(): void {
    if (this.#isDisposed) return;
    const open: RememberedTerminal[] = [];
    for (const [agentId, attached] of this.#open) open.push({ agentId, ...whereIs(attached) });
    this.#options.memory.write(open);
  }

  /** Whoever has her terminal in front sees her finish. */
  #watched(agentId: string): void {
    const { service } = this.#options;
    const terminal = this.#open.get(agentId)?.terminal;
    if (terminal === undefined || terminal !== this.#active || !window.state.focused) return;
    if (service.snapshot(agentId)?.activity.state !== 'done') return;
    // After everybody else has heard that she finished.
    queueMicrotask(() => service.fleet?.markLooked(agentId));
  }

  #looked(terminal: Terminal | undefined): void {
    this.#active = terminal;
    for (const [agentId, attached] of this.#open) {
      if (attached.terminal === terminal) this.#options.service.fleet?.markLooked(agentId);
    }
    this.#changed.fire();
  }
}

/** A person may call it something else, and fleet.json her. */
function whereIs({ terminal, title, view }: Attached): TerminalPlace {
  return placeOf(terminal.name, view?.name ?? title, title);
}

function ptyOf({ creationOptions }: Terminal): unknown {
  return 'pty' in creationOptions ? creationOptions.pty : null;
}

function terminalLocation(): TerminalLocation | TerminalEditorLocationOptions {
  return readSetting('terminal.location') === 'panel'
    ? TerminalLocation.Panel
    : { viewColumn: ViewColumn.Active };
}
