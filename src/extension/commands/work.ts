import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { CommandHandlers } from '../commands.ts';
import { readSetting, SETTINGS_SECTION } from '../settings.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { agentTitle } from '../text/words.ts';
import { assignCommand } from './assign/assign.ts';
import type { AssignDeps } from './assign/assign.ts';
import { attempt } from './lifecycle.ts';
import { wayToStart } from './ask/nobody.ts';
import { pickAgent } from './ask/pickAgent.ts';

type WorkCommands = Pick<
  CommandHandlers,
  'send' | 'assign' | 'attach' | 'markLooked' | 'toggleFold' | 'showAgent' | 'showWhy' | 'showTimeline'
>;

/** What work needs beside the fleet: the Agentin's terminal and her page. */
export interface WorkDeps extends AssignDeps {
  readonly terminals: { attach(agentId: string): Promise<void> };
  readonly pages: {
    show(agentId: string, focus: 'top' | 'why'): Promise<void>;
    showTimeline(): Promise<void>;
  };
}

/** Giving work to Agentinnen, and looking at it. */
export function workCommands(deps: WorkDeps): WorkCommands {
  return {
    assign: assignCommand(deps),
    send: async (argument, text) => {
      const agent = await pickAgent(deps, argument, {
        title: l10n.t('Send a message to which Agentin?'),
        fits: isRunning,
        none: l10n.t('No Agentin is running.'),
        way: wayToStart(),
      });
      if (agent !== undefined) await sendMessage(deps, agent, typeof text === 'string' ? text : undefined);
    },
    attach: async (argument) => {
      const agent = await pickAgent(deps, argument, {
        title: l10n.t('Open the terminal of which Agentin?'),
        fits: isRunning,
        none: l10n.t('No Agentin is running.'),
        way: wayToStart(),
      });
      if (agent !== undefined) await attachTo(deps, agent);
    },
    markLooked: async (argument) => {
      const agent = await pickAgent(deps, argument, {
        title: l10n.t('Which Agentin have you looked at?'),
        fits: (snapshot) => snapshot.activity.state === 'done',
        none: l10n.t('Nothing is waiting to be looked at.'),
      });
      if (agent !== undefined) (await deps.service.ready()).markLooked(agent.spec.id);
    },
    toggleFold: async () => {
      const folds = readSetting('foldAgents') !== 'none';
      await workspace
        .getConfiguration(SETTINGS_SECTION)
        .update('foldAgents', folds ? 'none' : 'idleAndStopped', ConfigurationTarget.Global);
      const done = folds
        ? l10n.t('Nobody is folded away.')
        : l10n.t('Idle and stopped Agentinnen are folded away.');
      window.setStatusBarMessage(done, 5000);
    },
    showAgent: async (argument) => showPage(deps, argument, 'top'),
    showWhy: async (argument) => showPage(deps, argument, 'why'),
    showTimeline: async () => deps.pages.showTimeline(),
  };
}

async function sendMessage(deps: WorkDeps, agent: AgentSnapshot, given: string | undefined): Promise<void> {
  const text = given ?? (await askForMessage(agent));
  if (text === undefined || text.trim() === '') return;
  const wish = { text, enter: true, idempotencyKey: crypto.randomUUID() };
  const title = l10n.t('Sending to {0}…', agentTitle(agent.spec));
  await attempt(deps, agent, title, async (fleet) => fleet.send(agent.spec.id, wish, deps.service.holder));
}

async function askForMessage(agent: AgentSnapshot): Promise<string | undefined> {
  const isBusy = agent.model.turn !== null;
  return window.showInputBox({
    title: l10n.t('Message to {0}', agentTitle(agent.spec)),
    prompt: isBusy ? l10n.t('She is working: the message goes into the running turn.') : '',
    placeHolder: l10n.t('What should she do?'),
    ignoreFocusOut: true,
  });
}

async function attachTo(deps: WorkDeps, agent: AgentSnapshot): Promise<void> {
  const title = l10n.t('Opening the terminal of {0}…', agentTitle(agent.spec));
  await attempt(deps, agent, title, async (fleet) => {
    await deps.terminals.attach(agent.spec.id);
    fleet.markLooked(agent.spec.id);
  });
}

async function showPage(deps: WorkDeps, argument: unknown, focus: 'top' | 'why'): Promise<void> {
  const agent = await pickAgent(deps, argument, {
    title: l10n.t('Show the page of which Agentin?'),
    fits: () => true,
    none: l10n.t('fleet.json names no Agentin.'),
  });
  if (agent === undefined) return;
  await deps.pages.show(agent.spec.id, focus);
  (await deps.service.ready()).markLooked(agent.spec.id);
}
