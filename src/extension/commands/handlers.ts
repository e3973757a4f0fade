import type { AssignmentHistory } from '../assignments/history.ts';
import type { ChangeViewer } from '../diffs/changes.ts';
import type { CommandHandlers } from '../commands.ts';
import { demoCommands } from '../demo/demoCommands.ts';
import type { DemoDoor } from '../demo/demoCommands.ts';
import type { FleetPlace } from '../fleet/fleetPlace.ts';
import type { LateAssignmentPages, LateForms, LatePages } from '../loading/latePages.ts';
import type { OpenPanels } from '../panels/page/openPanels.ts';
import { reopenPage } from '../panels/page/reopen.ts';
import type { Refill } from '../panels/page/reopen.ts';
import type { FindProgram } from '../setup/requirements.ts';
import type { LateTerminals } from '../terminals/lateTerminals.ts';
import type { Ticks } from '../views/agents/ticks.ts';
import type { Views } from '../views/views.ts';
import type { WorktreesView } from '../worktrees/worktreesView.ts';
import { assignmentCommands } from './assignments.ts';
import type { CommandDeps } from './deps.ts';
import { handOverCommand } from './handOver.ts';
import { healthCommands } from './health.ts';
import type { HealthCommandDeps } from './health.ts';
import { inboxCommands } from './inbox.ts';
import { lifecycleCommands } from './lifecycle.ts';
import { formCommands } from './assign/newAssignment.ts';
import { setupCommands } from './setup.ts';
import type { SetupDeps } from './setup.ts';
import { withTickCommands } from './ticked.ts';
import { workCommands } from './work.ts';

/** What commands work with. It is there with the window; they themselves are loaded when the first is used. */
export interface HandlerParts {
  readonly deps: CommandDeps;
  readonly views: Views;
  readonly ticks: Ticks;
  readonly history: AssignmentHistory;
  readonly terminals: LateTerminals;
  readonly panels: OpenPanels;
  readonly pages: LatePages;
  readonly forms: LateForms;
  readonly assignmentPages: LateAssignmentPages;
  readonly changes: ChangeViewer;
  readonly worktrees: WorktreesView;
  readonly health: Omit<HealthCommandDeps, keyof CommandDeps>;
  readonly demo: { readonly place: FleetPlace; readonly door: DemoDoor; readonly find: FindProgram };
  readonly setup: Omit<SetupDeps, keyof CommandDeps>;
}

/** Every command of the panel. */
export function createHandlers(parts: HandlerParts): CommandHandlers {
  const { deps, views, history, terminals, pages, forms, assignmentPages, changes } = parts;
  const { service, log } = deps;
  return {
    ...workCommands({ ...deps, history, terminals, pages }),
    handOver: handOverCommand({ ...deps, terminals }),
    ...inboxCommands({ ...deps, changes, inbox: views }),
    ...withTickCommands(parts.ticks, {
      ...lifecycleCommands(deps),
      ...formCommands({ service, forms, history }),
    }),
    ...assignmentCommands({ ...deps, assignments: views.assignments, assignmentPages }),
    ...parts.worktrees.handlers,
    ...healthCommands({ ...deps, ...parts.health }),
    reopenPage: async (wish) => {
      const refill: Refill = async (panel, about) =>
        (await pages.refill(panel, about)) ||
        (await forms.refill(panel, about)) ||
        (await assignmentPages.refill(panel, about));
      await reopenPage(parts.panels, refill, wish);
    },
    ...demoCommands({ ...parts.demo, service, log }),
    ...setupCommands({ ...deps, ...parts.setup }),
  };
}
