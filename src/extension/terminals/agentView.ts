import { workspace } from 'vscode';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { HoldView } from '../../core/hold.ts';
import { AgentPty } from './agentPty.ts';
import type { PtyProcess, PtyWish } from './agentPty.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { holdWords } from './holdWords.ts';
import { readNumber, SETTINGS_SECTION } from '../settings.ts';
import { TypingWatch } from './typingWatch.ts';
import { agentTitle } from '../text/words.ts';

export interface AgentViewOptions {
  readonly agentId: string;
  readonly service: FleetService;
  readonly openPty: (wish: PtyWish) => Promise<PtyProcess>;
  /** Her terminal cannot be opened this way at all. */
  readonly onUnavailable: () => void;
  /** What the tab is called right now; undefined while there is none. */
  readonly tabName: () => string | undefined;
  /** Who writes there changed. */
  readonly onShown: () => void;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/** One Agentin's TUI in this window: the terminal's program, who types there, and what its tab says of that. */
export class AgentView implements Disposable {
  readonly pty: AgentPty;
  readonly #options: AgentViewOptions;
  readonly #typing: TypingWatch;
  readonly #store = new DisposableStore();
  #shown: string;
  /** Every name that we gave the tab; another one is a person's own. */
  readonly #given = new Set<string>();
  #title: string | undefined;
  #own: string | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AgentViewOptions) {
    const { agentId, service } = options;
    this.#options = options;
    this.#shown = this.title;
    this.#given.add(this.#shown);
    this.#typing = new TypingWatch({
      idleSeconds: () => readNumber('terminal.handOverAfterSeconds'),
      now: options.now,
      hold: async (wish) => (await service.ready()).holdTerminal(agentId, wish, service.holder),
      letGo: async () => {
        await (await service.ready()).releaseTerminal(agentId, { everybody: false }, service.holder);
      },
      onError: options.onError,
    });
    this.pty = new AgentPty({
      title: () => this.title,
      command: async () => (await service.ready()).attachCommand(agentId),
      open: options.openPty,
      onInput: (data) => this.#typing.read(data),
      onEnded: () => this.#typing.letGo(),
      onDidChangeUp: upChanges(service, agentId),
      onUnavailable: options.onUnavailable,
    });
    this.#store.add(this.#typing);
    this.#store.add(this.pty);
    this.#store.add(service.onDidChangeAgent((change) => change.agentId === agentId && this.#update()));
    // fleet.json may call her something else.
    this.#store.add(service.onDidChangeFleet(() => this.#update()));
    this.#store.add(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${SETTINGS_SECTION}.terminal.handOverAfterSeconds`))
          this.#typing.retime();
      }),
    );
    this.#update();
  }

  /** The Agentin as people call her. */
  get title(): string {
    const { service, agentId } = this.#options;
    const spec = service.snapshot(agentId)?.spec;
    // Who was taken out of fleet.json keeps her name.
    if (spec !== undefined) this.#title = agentTitle(spec);
    return this.#title ?? agentId;
  }

  /** What the tab says. */
  get name(): string {
    return this.#shown;
  }

  /** The person is through with typing, at whichever window. */
  async handOver(): Promise<void> {
    const { service, agentId } = this.#options;
    this.#typing.letGo();
    await this.#typing.settled();
    await (await service.ready()).releaseTerminal(agentId, { everybody: true }, service.holder);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #update(): void {
    const { service, agentId } = this.#options;
    const hold: HoldView = service.snapshot(agentId)?.terminal ?? { state: 'free' };
    if (hold.state === 'free' || !hold.mine) this.#typing.lost();
    this.#lookAgainWhenItEnds(hold);
    const words = holdWords(hold);
    const name = this.#ownName ?? this.title;
    const shown = words === null ? name : `${name} · ${words}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#given.add(shown);
    this.pty.rename(shown);
    this.#options.onShown();
  }

  /** What a person called the tab; it stays, with who writes there behind it. */
  get #ownName(): string | null {
    const name = this.#options.tabName();
    if (name !== undefined && name !== '' && !this.#given.has(name)) {
      this.#own = name;
      this.#given.add(name);
    }
    return this.#own;
  }

  /** The end of a hold by its time alone (its window is over) makes no event. */
  #lookAgainWhenItEnds(hold: HoldView): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (hold.state === 'free') return;
    const leftMs = Math.max(0, hold.untilMs - this.#options.now());
    this.#timer = setTimeout(() => this.#update(), leftMs + 10);
  }
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
