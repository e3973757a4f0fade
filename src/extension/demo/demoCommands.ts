import { l10n, ProgressLocation, window } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { Logger } from '../../core/ports.ts';
import type { CommandHandlers } from '../commands.ts';
import { panelError } from '../messages/errorWords.ts';
import type { FleetPlace } from '../fleet/fleetPlace.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import type { FindProgram } from '../setup/requirements.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { showAgents } from './demoMark.ts';
import { showInfo } from '../messages/say.ts';

/** The window's way into the demo and out of it; see `PanelWindow`. */
export interface DemoDoor {
  /** Shows the demo fleet and lets it come alive. */
  readonly enter: () => Promise<void>;
  /** Ends the demo for all windows and shows the person's own fleet again. */
  readonly leave: () => Promise<void>;
  readonly repository: () => Promise<string>;
}

export interface DemoCommandDeps {
  readonly place: FleetPlace;
  readonly service: FleetService;
  readonly door: DemoDoor;
  readonly find: FindProgram;
  readonly log: Logger;
}

/** "Try It with the Demo Fleet" and "Leave the Demo". */
export function demoCommands(deps: DemoCommandDeps): Pick<CommandHandlers, 'tryDemo' | 'leaveDemo'> {
  return {
    tryDemo: async () => {
      await showAgents();
      if (deps.place.kind === 'demo') return;
      await refuseWithout(deps.find);
      const title = l10n.t('Making the demo fleet…');
      await window.withProgress({ location: ProgressLocation.Notification, title }, deps.door.enter);
    },
    leaveDemo: async () => {
      if (deps.place.kind === 'own' || !(await confirm(deps))) return;
      const title = l10n.t('Leaving the demo…');
      await window.withProgress({ location: ProgressLocation.Notification, title }, async () => {
        await stopAll(deps);
        await deps.door.leave();
      });
    },
  };
}

/** The demo is real but for its model. */
async function refuseWithout(find: FindProgram): Promise<void> {
  if ((await find('tmux')) === null) throw panelError('tmux_missing', l10n.t('The demo needs tmux.'));
  if ((await find('codex')) === null) {
    throw panelError('codex_missing', l10n.t('The demo needs Codex, but no account: install it first.'));
  }
}

async function confirm({ door }: DemoCommandDeps): Promise<boolean> {
  const leave = l10n.t('Leave the Demo');
  const detail = [
    l10n.t('Its Agentinnen are stopped, in every window, and your own fleet is shown again.'),
    l10n.t('The sample repository stays: {0}', await door.repository()),
  ].join('\n\n');
  const question = l10n.t('Leave the demo fleet?');
  return (await showInfo(question, { modal: true, detail }, leave)) === leave;
}

/** What does not stop in good order ends with its terminal. */
async function stopAll({ service, log }: DemoCommandDeps): Promise<void> {
  const fleet = service.fleet;
  if (fleet === undefined) return;
  const running = service.snapshots().filter(isRunning);
  const stops = running.map(async ({ spec }) => fleet.stop(spec.id, { force: true }, service.holder));
  for (const stop of await Promise.allSettled(stops)) {
    if (stop.status === 'rejected') {
      log.warn(FleetError.from(stop.reason, 'An Agentin of the demo did not stop.').message);
    }
  }
}
