import { l10n, window } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { FirstRows } from './afterwards.ts';
import type { AssignForms } from '../assignForm/assignForms.ts';
import type { Fill, FormOptions } from '../assignForm/formPanel.ts';
import { rememberedDraft } from '../assignForm/draftMemory.ts';
import { ASSIGN_FORM } from '../assignForm/viewType.ts';
import { COMMANDS } from '../commands.ts';
import { offer, showWarning, wayTo } from '../messages/say.ts';
import type { Watcher } from '../messages/say.ts';
import type { CheckPlace, Checks, ChecksOptions } from '../checks/checks.ts';
import type { AssignmentPages, AssignmentPagesOptions } from '../panels/assignment/pages.ts';
import type { FleetPages, FleetPagesOptions } from '../panels/fleetPages.ts';
import type { RestoredPages } from '../panels/page/restoredPages.ts';
import { AGENT_PAGE, ASSIGNMENT_PAGE, TIMELINE_PAGE } from '../panels/page/viewTypes.ts';
import type { ReopenWish } from '../../shared/reopen.ts';
import type { RowHandle } from '../views/rows/rowTree.ts';
import { unawaited } from '../unawaited.ts';

/** A part that is loaded when it is first needed, and ended with what needed it, or as soon as it came too late. */
export class LatePart<Part extends Disposable> implements Disposable {
  readonly #load: () => Promise<Part>;
  #part: Promise<Part> | undefined;
  #here: Part | undefined;
  #isDisposed = false;

  constructor(load: () => Promise<Part>) {
    this.#load = load;
  }

  /** The part as far as it is there. */
  get here(): Part | undefined {
    return this.#here;
  }

  async load(): Promise<Part> {
    this.#part ??= this.#begin();
    return this.#part;
  }

  /** Undefined when everything was over before it came. */
  async use<Result>(work: (part: Part) => Result | Promise<Result>): Promise<Result | undefined> {
    const part = await this.load();
    return this.#isDisposed ? undefined : work(part);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#here?.dispose();
  }

  async #begin(): Promise<Part> {
    const part = await this.#load();
    this.#here = part;
    if (this.#isDisposed) part.dispose();
    return part;
  }
}

/**
 * Fills a page that VS Code brought back after a reload; `state` is what its webview kept. `isAwaiting`: it waited for the end
 * of something when its extension host died.
 */
type Restore<Part> = (part: Part, panel: WebviewPanel, state: unknown, isAwaiting: boolean) => void;

/** Pages that are loaded when the first of them is opened, or comes back after a reload: by kind, how. */
class LatePanels<Part extends Disposable> implements Disposable {
  protected readonly part: LatePart<Part>;
  protected readonly store = new DisposableStore();
  readonly #kinds: Readonly<Record<string, Restore<Part>>>;

  protected constructor(
    load: () => Promise<Part>,
    restored: RestoredPages,
    kinds: Readonly<Record<string, Restore<Part>>>,
  ) {
    const part = this.store.add(new LatePart(load));
    this.part = part;
    this.#kinds = kinds;
    for (const [viewType, restore] of Object.entries(kinds))
      this.store.add(
        window.registerWebviewPanelSerializer(viewType, {
          deserializeWebviewPanel: async (panel, state) => {
            restored.add(panel);
            await part.use((pages) => restore(pages, panel, state, false));
          },
        }),
      );
  }

  /** Fills a page that takes the place of one that nobody answers any more; false when it is none of these. */
  async refill(panel: WebviewPanel, { kind, state, isAwaiting }: ReopenWish): Promise<boolean> {
    const restore = Object.hasOwn(this.#kinds, kind) ? this.#kinds[kind] : undefined;
    if (restore === undefined) return false;
    await this.part.use((pages) => restore(pages, panel, state, isAwaiting));
    return true;
  }

  dispose(): void {
    this.store.dispose();
  }
}

/** The pages of the fleet: loaded with the fleet, for they remember what happened while none was open. */
export class LatePages extends LatePanels<FleetPages> {
  constructor(options: FleetPagesOptions, restored: RestoredPages, rows: FirstRows) {
    super(async () => new (await import('./lateParts.ts')).FleetPages(options), restored, {
      [AGENT_PAGE]: ({ agents }, panel, state) => agents.restore(panel, state),
      [TIMELINE_PAGE]: ({ timeline }, panel) => timeline.restore(panel),
    });
    const load = (): void => unawaited(this.part.load(), options.log, 'The pages could not be loaded');
    this.store.add(rows.afterwards(load));
  }

  async showTimeline(): Promise<void> {
    await this.part.use(({ timeline }) => timeline.show());
  }

  /** What can be answered on the page in front, for commands; null when it changed just now. */
  async asked(): Promise<readonly RowHandle[] | null> {
    const rows = await this.part.use(({ agents }) => agents.asked());
    return rows === undefined ? [] : rows;
  }

  async show(agentId: string, focus: 'top' | 'why'): Promise<void> {
    const place = focus === 'why' ? ({ section: 'why', anchor: null } as const) : null;
    await this.part.use(({ agents }) => agents.show(agentId, place));
  }
}

/** A window that ended while it gave a task: whoever opens the next one has to know, and the form may not be open there. */
function tellMayBeGiven(errors: Watcher): void {
  const text = l10n.t('The last window ended while it assigned a task. What you wrote is in the form.');
  offer(errors, showWarning, text, [wayTo(l10n.t('Open the Form'), COMMANDS.newAssignment)]);
}

/** The form "New assignment". */
export class LateForms extends LatePanels<AssignForms> {
  constructor(options: FormOptions, restored: RestoredPages) {
    if (rememberedDraft(options.memory)?.isAwaiting === true) tellMayBeGiven(options.errors);
    super(async () => new (await import('./lateParts.ts')).AssignForms(options), restored, {
      [ASSIGN_FORM]: (forms, panel, state, isAwaiting) => forms.restore(panel, state, isAwaiting),
    });
  }

  async open(fill: Fill): Promise<void> {
    await this.part.use((forms) => forms.open(fill));
  }
}

/** The pages of assignments. */
export class LateAssignmentPages extends LatePanels<AssignmentPages> {
  constructor(options: AssignmentPagesOptions, restored: RestoredPages) {
    super(async () => new (await import('./lateParts.ts')).AssignmentPages(options), restored, {
      [ASSIGNMENT_PAGE]: (pages, panel, state) => pages.restore(panel, state),
    });
  }

  async show(assignmentId: string): Promise<void> {
    await this.part.use((pages) => pages.show(assignmentId));
  }
}

/** The Test Explorer's checks: they come with the fleet, and look at nothing before somebody opens the Test Explorer. */
export class LateChecks implements Disposable {
  readonly #checks: LatePart<Checks>;
  readonly #following: Disposable;

  constructor(options: ChecksOptions, rows: FirstRows) {
    const checks = new LatePart(async () => new (await import('./lateParts.ts')).Checks(options));
    this.#checks = checks;
    this.#following = rows.afterwards(() =>
      unawaited(checks.load(), options.log, 'The checks could not be loaded'),
    );
  }

  /** See `Checks.run`. */
  async run(where: CheckPlace): Promise<string | null> {
    return (await this.#checks.use(async (checks) => checks.run(where))) ?? null;
  }

  dispose(): void {
    this.#following.dispose();
    this.#checks.dispose();
  }
}
