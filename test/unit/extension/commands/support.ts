import { EMPTY_DRAFT } from '../../../../src/extension/assignForm/draft.ts';
import { AssignmentHistory } from '../../../../src/extension/assignments/history.ts';
import type { AssignDraft } from '../../../../src/shared/assignForm.ts';
import type { CommandHandlers } from '../../../../src/extension/commands.ts';
import { assignmentCommands } from '../../../../src/extension/commands/assignments.ts';
import { handOverCommand } from '../../../../src/extension/commands/handOver.ts';
import type { HandOverDeps } from '../../../../src/extension/commands/handOver.ts';
import { inboxCommands } from '../../../../src/extension/commands/inbox.ts';
import { formCommands } from '../../../../src/extension/commands/assign/newAssignment.ts';
import { lifecycleCommands } from '../../../../src/extension/commands/lifecycle.ts';
import type { OpenItem } from '../../../../src/extension/commands/ask/pickItem.ts';
import { withTickCommands, withTicks } from '../../../../src/extension/commands/ticked.ts';
import { setupCommands } from '../../../../src/extension/commands/setup.ts';
import { workCommands } from '../../../../src/extension/commands/work.ts';
import { Ticks } from '../../../../src/extension/views/agents/ticks.ts';
import type { WorktreeCommand } from '../../../../src/extension/worktrees/worktreesView.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { depsOver, errors, person, serviceOver, silent } from '../support.ts';

/** What the commands asked of the parts around them. */
export interface Around {
  readonly attached: string[];
  readonly pages: string[];
  readonly changes: { readonly open: OpenItem; readonly path: string | null }[];
  readonly hidden: string[];
  reveals: number;
  registrations: number;
  pagesOfAssignments: number;
  /** The fleet file opened, what is there for a Codex installed or taken out, the log shown. */
  setUps: number;
  /** The terminals in which somebody types, and the one in front. */
  readonly terminals: HandOverDeps['terminals'] & { active: { readonly agentId: string } | undefined };
  /** What the form was opened with. */
  readonly drafts: AssignDraft[];
}

/** Those that have a test of their own, with the parts that they need. */
type Elsewhere = 'tryDemo' | 'leaveDemo' | 'checkHealth' | 'fixHealth' | 'createHome' | WorktreeCommand;

export interface CommandWorld {
  readonly run: Omit<CommandHandlers, Elsewhere>;
  readonly around: Around;
  readonly ticks: Ticks;
  readonly history: AssignmentHistory;
}

/** Every command over a fake fleet; a command that throws tells it to the person as in the extension. */
export async function commandsOver(
  fleet: FakeFleet,
  programs: readonly string[] = ['tmux', 'codex', 'apt-get'],
): Promise<CommandWorld> {
  const service = await serviceOver(fleet);
  const deps = depsOver(fleet, service, programs);
  const around: Around = {
    attached: [],
    pages: [],
    changes: [],
    hidden: [],
    reveals: 0,
    registrations: 0,
    pagesOfAssignments: 0,
    setUps: 0,
    terminals: terminalsOver(fleet),
    drafts: [],
  };
  await deps.notices.check();
  const ticks = new Ticks();
  const history = new AssignmentHistory({ service, log: silent, now: () => fleet.nowMs });
  const form = formCommands({
    service,
    forms: { open: async (fill) => Promise.resolve(void around.drafts.push(fill(EMPTY_DRAFT))) },
    history,
  });
  const run = {
    ...withTickCommands(ticks, { ...lifecycleCommands(deps), ...form }),
    ...workCommands({
      ...deps,
      history: { rememberTask: () => {} },
      terminals: {
        attach: async (agentId) => {
          await fleet.attachCommand(agentId);
          around.attached.push(agentId);
        },
      },
      pages: {
        show: async (agentId, focus) => Promise.resolve(void around.pages.push(`${agentId} ${focus}`)),
        showTimeline: async () => Promise.resolve(void around.pages.push('timeline')),
      },
    }),
    handOver: handOverCommand({ ...deps, terminals: around.terminals }),
    ...inboxCommands({
      ...deps,
      changes: { show: async (open, path) => Promise.resolve(void around.changes.push({ open, path })) },
      inbox: {
        revealNext: async () => {
          around.reveals += 1;
          const [agent] = service.snapshots();
          const target = { agentId: agent?.spec.id ?? null, itemKey: null, path: null };
          return Promise.resolve({ id: 'inbox/row', target });
        },
        hide: (rowIds) => around.hidden.push(...rowIds),
      },
    }),
    ...assignmentCommands({
      ...deps,
      assignmentPages: { show: async (id) => Promise.resolve(void around.pages.push(id)) },
      assignments: { showMore: () => void (around.pagesOfAssignments += 1) },
    }),
    ...setupCommands({
      ...deps,
      openFleetFile: async () => Promise.resolve(void (around.setUps += 1)),
      installForCodex: async () => Promise.resolve(void (around.setUps += 1)),
      uninstallFromCodex: async () => Promise.resolve(void (around.setUps += 1)),
      registerMasterjet: async () => {
        around.registrations += 1;
        return Promise.resolve();
      },
      showLog: () => void (around.setUps += 1),
    }),
  };
  return { run: reporting(withTicks(ticks, run as CommandHandlers)), around, ticks, history };
}

function terminalsOver(fleet: FakeFleet): Around['terminals'] {
  return {
    active: undefined,
    handOver: async (agentId) => void (await fleet.releaseTerminal(agentId, { everybody: true }, person)),
  };
}

function reporting(handlers: CommandWorld['run']): CommandWorld['run'] {
  const entries = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (...args: unknown[]) => handler(...args).catch(async (error: unknown) => errors.show(error)),
  ]);
  return Object.fromEntries(entries) as CommandWorld['run'];
}
