import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { ExtensionMode, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import type { PanelFleet } from '../core/panelFleet.ts';
import { DisposableStore } from '../core/lifecycle.ts';
import type { Disposable } from '../core/lifecycle.ts';
import type { Logger } from '../core/ports.ts';
import type { ExtensionApi } from './api.ts';
import { FirstRows } from './loading/afterwards.ts';
import { AssignmentHistory } from './assignments/history.ts';
import { RememberedAssignments } from './assignments/remembered.ts';
import { WriteMarks } from './assignments/writeMarks.ts';
import { ChangeViewer } from './diffs/changes.ts';
import { CheckResults } from './checks/results.ts';
import { withTicks } from './commands/ticked.ts';
import { withKeys } from './commands/keys.ts';
import type { KeyedViews } from './commands/keys.ts';
import type { CommandHandlers } from './commands.ts';
import { ControlServer } from './fleet/controlServer.ts';
import type { OpenControl } from './fleet/controlServer.ts';
import type { DemoDoor } from './demo/demoCommands.ts';
import { markDemo } from './demo/demoMark.ts';
import type { FleetPlace } from './fleet/fleetPlace.ts';
import { ErrorReporter } from './messages/errorReporter.ts';
import { FleetService } from './fleet/fleetService.ts';
import type { Fault } from './health/fixes.ts';
import { HealthParts } from './health/healthParts.ts';
import { InboxExtras } from './attention/inboxExtras.ts';
import { LeftBehind } from './attention/leftBehind.ts';
import {
  buildFleet,
  desktopAlert,
  lateHandlers,
  lateNotices,
  loadHealth,
  loadWorktrees,
  mendLate,
  openControl,
} from './loading/late.ts';
import { LateAssignmentPages, LateChecks, LateForms, LatePages } from './loading/latePages.ts';
import { LateSetup } from './setup/lateSetup.ts';
import { personHolder } from '../operations/holder.ts';
import { RememberedFleet } from './fleet/lastSeen.ts';
import { createLog } from './log.ts';
import { findNewcomer } from './setup/newcomer.ts';
import { Notices, tellWelcome } from './fleet/notices.ts';
import type { Rows } from './panels/places.ts';
import { OpenPanels } from './panels/page/openPanels.ts';
import { RestoredPages } from './panels/page/restoredPages.ts';
import { followMissing } from './setup/programWatch.ts';
import { findOnPath } from './setup/requirements.ts';
import { LateTerminals } from './terminals/lateTerminals.ts';
import { Surroundings } from './attention/surroundings.ts';
import { SkillCounts } from './views/agents/skillCounts.ts';
import { AGENTS_VIEW } from './views/agents/agentsTree.ts';
import type { LastSeen } from './views/agents/checking.ts';
import { Ticks } from './views/agents/ticks.ts';
import { ASSIGNMENTS_VIEW } from './views/assignments/assignmentsTree.ts';
import type { LastAssignments } from './views/assignments/seenAssignments.ts';
import { Views } from './views/views.ts';
import { WatchdogNotices } from './attention/watchdogNotices.ts';
import { WatchdogTimer } from './attention/watchdogTimer.ts';
import { commentMemory } from './worktrees/commentMemory.ts';
import { WorktreesView } from './worktrees/worktreesView.ts';
import type { WorktreesViewOptions } from './worktrees/worktreesView.ts';

/**
 * What was registered goes to the window before code is loaded, which keeps this process busy. On the way out it is packed
 * by another thread, so that it needs some turns of this one.
 */
const LET_OUT = { turns: 4, turnMs: 5 } as const;

/** Everything the extension is made of, and the one place where it is put together. */
export interface Services extends Disposable {
  readonly version: string;
  /** Which fleet it shows. */
  readonly place: FleetPlace;
  readonly service: FleetService;
  readonly api: ExtensionApi;
  readonly setup: LateSetup;
  readonly rows: FirstRows;
  readonly errors: ErrorReporter;
  readonly handlers: CommandHandlers;
  /** Builds the fleet and lets everything follow it. Never rejects: what fails is shown and logged. */
  run(): Promise<void>;
}

/** Builds the services; starts nothing. They end in reverse order: first what shows, then the fleet, the log last. */
export function createServices(context: ExtensionContext, place: FleetPlace, door: DemoDoor): Services {
  const { version } = context.extension.packageJSON as { readonly version: string };
  const now = Date.now;
  const store = new DisposableStore();
  const log = store.add(createLog());
  const errors = new ErrorReporter(log);
  const notify = lateNotices(errors);
  const find = findOnPath(process.env['PATH']);
  const service = store.add(fleetService({ place, log, version, answered: async () => rows.answered() }));
  const memento = context.workspaceState;
  const lastSeen = store.add(new RememberedFleet({ memento, service, place, now }));
  const rows: FirstRows = store.add(firstRows(service, lastSeen, () => lastAssignments));
  const parts = store.add(new HealthParts({ service, version, now, log, place, load: loadHealth }));
  store.add(leadWhenTrusted({ service, place, log, version, rows, now }, parts));
  const notices = store.add(new Notices(service, find, place, findNewcomer(place)));
  const history = store.add(new AssignmentHistory({ service, log, now, rows: rows.shown }));
  const lastAssignments = store.add(new RememberedAssignments({ memento, history, place }));
  const extras = store.add(new InboxExtras(service, log));
  const skills = store.add(new SkillCounts(service, log));
  const ticks = store.add(new Ticks());
  const shown = { notices, history, extras, skills, ticks, lastSeen, lastAssignments };
  const views = store.add(new Views({ ...shown, service, now, told: rows.told }));
  const basis = { service, extensionUri: context.extensionUri, errors, log, now, panels: new OpenPanels() };
  const restored = store.add(new RestoredPages());
  const pages = store.add(new LatePages({ ...basis, rows: rowsOf(views, () => worktrees) }, restored, rows));
  const forms = store.add(new LateForms({ ...basis, history, memory: memento }, restored));
  const results = store.add(new CheckResults());
  const assignmentPages = store.add(new LateAssignmentPages({ ...basis, history, results }, restored));
  store.add(new WriteMarks(service, now));
  store.add(new WatchdogNotices({ service, tell: notify.finding, now }));
  store.add(new LeftBehind(service, notify.leftBehind));
  const changes = store.add(new ChangeViewer());
  const telling = { tell: notify.needs, alert: desktopAlert(errors, log), now };
  const surroundings = store.add(new Surroundings({ service, views, extras, notices, lastSeen, telling }));
  const terminals = store.add(new LateTerminals({ service, errors, memento, pages: restored, log, now }));
  const setup = new LateSetup({ service, place, find, extensionFolder: context.extensionPath, errors, log });
  for (const part of [markDemo(place), tellWelcome(notices), followMissing(notices, process.env['PATH'])])
    store.add(part);
  const deps = { service, errors, notices, log, now };
  const worktrees = checkedWorktrees(store, { ...deps, comments: commentMemory(memento), results }, rows);
  const seen = { views, ticks, history, terminals, pages, forms, assignmentPages, changes, worktrees };
  const health = { parts, mend: async (fault: Fault) => mendLate(fault, { find, place, service }) };
  const demo = { place, door, find };
  const toSetUp = { ...setup.actions, showLog: () => log.show() };
  return {
    version,
    place,
    service,
    api: { ...apiOf(service, views, parts), worktrees: worktrees.tree },
    setup,
    rows,
    errors,
    handlers: withRows(seen, lateHandlers({ deps, ...basis, ...seen, health, demo, setup: toSetUp })),
    run: async () => {
      rows.afterwards(() => void comeBack(context, { service, place, terminals, setup }));
      await run(service, notices, surroundings);
    },
    dispose: () => store.dispose(),
  };
}

function rowsOf(views: Views, worktrees: () => WorktreesView): Rows {
  return {
    inbox: async (agentId, itemKey) => views.revealInInbox(agentId, itemKey),
    worktree: async (tree) => worktrees().reveal(tree),
    assignment: async (assignmentId) => views.selectAssignment(assignmentId),
  };
}

/** Worktrees, and the checks that run in them. */
function checkedWorktrees(
  store: DisposableStore,
  options: Omit<WorktreesViewOptions, 'checks' | 'load'>,
  rows: FirstRows,
): WorktreesView {
  const checks = store.add(new LateChecks(options, rows));
  return store.add(new WorktreesView({ ...options, checks, load: loadWorktrees }));
}

interface InRows {
  readonly views: Views;
  readonly pages: LatePages;
  readonly ticks: Ticks;
}

/** Commands of rows, and of the page in front: by keys, and for all that are ticked. */
function withRows({ views, pages, ticks }: InRows, handlers: CommandHandlers): CommandHandlers {
  const rowsUnderKeys: KeyedViews['rowsUnderKeys'] = async (view) =>
    view === 'page' ? pages.asked() : views.rowsUnderKeys(view);
  return withTicks(ticks, withKeys({ rowsUnderKeys }, handlers));
}

/** A checkout that is tried out must not take the place of what is installed. */
function isInstalled({ extensionMode }: ExtensionContext): boolean {
  return extensionMode === ExtensionMode.Production && workspace.isTrusted;
}

/** What was open in the window before, and what was installed for Codex from it. */
async function comeBack(
  context: ExtensionContext,
  { service, place, terminals, setup }: Back,
): Promise<void> {
  if (workspace.isTrusted && service.fleet !== undefined) await terminals.restore();
  if (isInstalled(context) && place.kind === 'own') await setup.followUpdate();
}

type Back = Pick<Services, 'service' | 'place' | 'setup'> & { readonly terminals: LateTerminals };

function apiOf(
  service: FleetService,
  views: Views,
  { healthView }: HealthParts,
): Omit<ExtensionApi, 'worktrees'> {
  const { agents, inbox, assignments } = views;
  return { fleet: async () => service.ready(), agents, inbox, assignments, health: healthView.tree };
}

function firstRows(
  service: FleetService,
  lastSeen: LastSeen,
  lastAssignments: () => LastAssignments,
): FirstRows {
  const isAwaited = (): boolean => lastSeen.wasVisible(AGENTS_VIEW);
  return new FirstRows({
    service,
    isAwaited,
    remembered: () => rememberedViews(lastSeen, lastAssignments()),
  });
}

/** The trees that a person looked at before the window was loaded, and whose rows of then are known. */
function rememberedViews(lastSeen: LastSeen, { all }: LastAssignments): readonly string[] {
  const views = [
    ...(lastSeen.agents.length > 0 ? [AGENTS_VIEW] : []),
    ...(all === null ? [] : [ASSIGNMENTS_VIEW]),
  ];
  return views.filter((id) => lastSeen.wasVisible(id));
}

interface Building {
  readonly place: FleetPlace;
  readonly log: Logger;
  readonly version: string;
  /** See `FirstRows`. */
  readonly answered: () => Promise<void>;
}

function fleetService({ place, log, version, answered }: Building): FleetService {
  const holder = personHolder(process.getuid?.() ?? userInfo().username, crypto.randomUUID());
  const build = async (): Promise<PanelFleet> => {
    for (let turn = 0; turn < LET_OUT.turns; turn += 1) await delay(LET_OUT.turnMs);
    // While the window builds its trees this process has nothing to do; what is opened after its question is there sooner.
    await import('./loading/fleetPart.ts');
    await answered();
    return buildFleet(log, version, await place.environment());
  };
  return new FleetService({ build, holder, log });
}

/** Keeps Agentinnen alive, looks after them and serves leads as soon as there is a fleet and the workspace is trusted. */
function leadWhenTrusted(
  { service, place, log, version, rows, now }: Leading,
  parts: HealthParts,
): Disposable {
  const store = new DisposableStore();
  const { set: onClients } = parts.clients;
  const open: OpenControl = async (fleet) =>
    openControl({ fleet, logger: log, version, env: await place.environment(), onClients });
  const control = store.add(new ControlServer(open, log));
  const watchdog = store.add(new WatchdogTimer({ service, log, now }));
  let hasRows = false;
  const lead = (): void => {
    if (!workspace.isTrusted || service.fleet === undefined) return;
    service.supervise();
    watchdog.start();
    if (hasRows) void control.start(service.fleet);
  };
  store.add(service.onDidChangeFleet(lead));
  store.add(
    rows.afterwards(() => {
      hasRows = true;
      lead();
    }),
  );
  store.add(workspace.onDidGrantWorkspaceTrust(lead));
  return store;
}

interface Leading {
  readonly service: FleetService;
  readonly place: FleetPlace;
  readonly log: Logger;
  readonly version: string;
  readonly rows: FirstRows;
  readonly now: () => number;
}

async function run(service: FleetService, notices: Notices, surroundings: Surroundings): Promise<void> {
  surroundings.follow();
  try {
    await service.ready();
    // Nothing keeps the picture fresh there, and nothing may be started: what runs is looked at once.
    if (!workspace.isTrusted) await service.look();
    await notices.check();
  } catch {
    // The service has logged it, and the tree shows it as a row with the next step.
  }
}
