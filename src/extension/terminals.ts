import { l10n, TerminalLocation, ThemeIcon, ViewColumn, window } from 'vscode';
import type { Pseudoterminal, Terminal, TerminalEditorLocationOptions } from 'vscode';
import type { Logger } from '../core/ports.ts';
import { DisposableStore } from '../core/lifecycle.ts';
import type { Disposable, Event } from '../core/lifecycle.ts';
import { AgentPty } from './agentPty.ts';
import type { PtyProcess, PtyWish } from './agentPty.ts';
import type { FleetService } from './fleetService.ts';
import { readSetting } from './settings.ts';
import { agentTitle } from './words.ts';

interface Attached {
  readonly terminal: Terminal;
  readonly pty: Disposable;
}

/** The terminals of Agentinnen in this window: one each, opened on demand, revealed when it is there. */
export class AgentTerminals implements Disposable {
  readonly #service: FleetService;
  readonly #openPty: (wish: PtyWish) => Promise<PtyProcess>;
  readonly #log: Logger;
  readonly #open = new Map<string, Attached>();
  readonly #store = new DisposableStore();
  #active: Terminal | undefined = window.activeTerminal;

  constructor(service: FleetService, openPty: (wish: PtyWish) => Promise<PtyProcess>, log: Logger) {
    this.#service = service;
    this.#openPty = openPty;
    this.#log = log;
    this.#store.add(window.onDidCloseTerminal((terminal) => this.#forget(terminal)));
    this.#store.add(window.onDidChangeActiveTerminal((terminal) => this.#looked(terminal)));
    this.#store.add(service.onDidChangeAgent(({ agentId }) => this.#watched(agentId)));
  }

  /** Opens or reveals the terminal of the Agentin. Rejects with `agent_not_running` when there is nothing to see. */
  async attach(agentId: string): Promise<void> {
    const existing = this.#open.get(agentId);
    if (existing !== undefined) {
      existing.terminal.show();
      return;
    }
    const fleet = await this.#service.ready();
    // Asked first, so that a person gets a sentence instead of an empty terminal.
    await fleet.attachCommand(agentId);
    if (!this.#open.has(agentId)) this.#openTerminal(agentId);
    this.#open.get(agentId)?.terminal.show();
  }

  dispose(): void {
    this.#store.dispose();
    for (const { terminal, pty } of this.#open.values()) {
      pty.dispose();
      terminal.dispose();
    }
    this.#open.clear();
  }

  #openTerminal(agentId: string): void {
    const title = this.#title(agentId);
    const pty = new AgentPty({
      title,
      command: async () => (await this.#service.ready()).attachCommand(agentId),
      open: this.#openPty,
      onDidChangeUp: upChanges(this.#service, agentId),
      onUnavailable: () => void this.#fallBack(agentId),
    });
    this.#create(agentId, title, { pty }, pty);
  }

  /** Without node-pty the terminal runs tmux itself: the same view, but it neither says when it ends nor comes back. */
  async #fallBack(agentId: string): Promise<void> {
    try {
      const argv = await (await this.#service.ready()).attachCommand(agentId);
      this.#open.get(agentId)?.terminal.dispose();
      this.#open.delete(agentId);
      const [shellPath, ...shellArgs] = argv;
      if (shellPath === undefined) return;
      this.#create(agentId, this.#title(agentId), { shellPath, shellArgs }, { dispose() {} });
      this.#open.get(agentId)?.terminal.show();
      void window.showInformationMessage(
        l10n.t(
          'This terminal runs tmux directly, as node-pty is not available here: it will not come back by itself.',
        ),
      );
    } catch (error) {
      this.#log.error(`No terminal for ${agentId}`, error);
    }
  }

  #create(
    agentId: string,
    name: string,
    program: { readonly pty: Pseudoterminal } | { readonly shellPath: string; readonly shellArgs: string[] },
    pty: Disposable,
  ): void {
    const terminal = window.createTerminal({
      name,
      ...program,
      iconPath: new ThemeIcon('terminal'),
      location: terminalLocation(),
      isTransient: true,
    });
    this.#open.set(agentId, { terminal, pty });
  }

  #title(agentId: string): string {
    const spec = this.#service.snapshot(agentId)?.spec;
    return spec === undefined ? agentId : agentTitle(spec);
  }

  #forget(terminal: Terminal): void {
    for (const [agentId, attached] of this.#open) {
      if (attached.terminal !== terminal) continue;
      this.#open.delete(agentId);
      attached.pty.dispose();
    }
  }

  /** Whoever has her terminal in front sees her finish. */
  #watched(agentId: string): void {
    const terminal = this.#open.get(agentId)?.terminal;
    if (terminal === undefined || terminal !== this.#active || !window.state.focused) return;
    if (this.#service.snapshot(agentId)?.activity.state !== 'done') return;
    // After everybody else has heard that she finished.
    queueMicrotask(() => this.#service.fleet?.markLooked(agentId));
  }

  #looked(terminal: Terminal | undefined): void {
    this.#active = terminal;
    for (const [agentId, attached] of this.#open) {
      if (attached.terminal === terminal) this.#service.fleet?.markLooked(agentId);
    }
  }
}

function terminalLocation(): TerminalLocation | TerminalEditorLocationOptions {
  return readSetting('terminal.location') === 'panel'
    ? TerminalLocation.Panel
    : { viewColumn: ViewColumn.Active };
}

/** Fires true when the Agentin's view appears in tmux, a moment after her session, and false when it is gone. */
function upChanges(service: FleetService, agentId: string): Event<boolean> {
  return (listener) => {
    const isUp = (): boolean => {
      const session = service.snapshot(agentId)?.model.session;
      return session?.kind === 'present' && session.agent !== null;
    };
    let wasUp = isUp();
    return service.onDidChangeAgent((change) => {
      if (change.agentId !== agentId || isUp() === wasUp) return;
      wasUp = !wasUp;
      listener(wasUp);
    });
  };
}
