import { homedir } from 'node:os';
import { l10n, ProgressLocation, window, workspace } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { PanelFleet } from '../../core/panelFleet.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import type { WatchdogFinding } from '../../core/watchdog/watchdogTimers.ts';
import type { WindowOptions } from '../../mcp/window.ts';
import type { Need } from '../attention/needs.ts';
import type { ErrorReporter } from '../messages/errorReporter.ts';
import type { Environment, FleetPlace } from '../fleet/fleetPlace.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import type { Fault } from '../health/fixes.ts';
import type { LateHealth } from '../health/lateHealth.ts';
import type * as LateParts from './lateParts.ts';
import type { FindProgram } from '../setup/requirements.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandHandlers, CommandName } from '../commands.ts';
import type { HandlerParts } from '../commands/handlers.ts';
import type { WorktreeParts, WorktreePartsOptions } from '../worktrees/worktreesView.ts';
import { unawaited } from '../unawaited.ts';

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

/** What the window tells by itself. */
export interface LateNotices {
  readonly needs: (needs: readonly Need[]) => void;
  readonly finding: (name: string, finding: WatchdogFinding) => void;
  readonly leftBehind: (left: readonly AgentSnapshot[]) => void;
}

/** Its words are loaded with the first of it. */
export function lateNotices(errors: ErrorReporter): LateNotices {
  const afterLoading = (tell: (parts: typeof LateParts) => void): void =>
    errors.watch(import('./lateParts.ts').then(tell));
  return {
    needs: (needs) => afterLoading((parts) => parts.tellNeeds(errors, needs)),
    finding: (name, finding) => afterLoading((parts) => parts.tellFinding(errors, name, finding)),
    leftBehind: (left) => afterLoading((parts) => parts.tellLeftBehind(errors, left)),
  };
}

/** Tells the person by the desktop's own means. Whoever set it up is told once when that does not work here. */
export function desktopAlert(errors: ErrorReporter, logger: Logger): (needs: readonly Need[]) => void {
  let hasSaid = false;
  const alert = async (needs: readonly Need[]): Promise<void> => {
    const { alertOnDesktop, alertText, localRunner, tellNoDesktop } = await import('./lateParts.ts');
    const message = { title: 'Codex Master', text: alertText(needs) };
    const problem = await alertOnDesktop(localRunner, process.platform, message);
    if (problem === null) return;
    logger.warn(`No desktop notification: ${JSON.stringify(problem)}`);
    if (hasSaid) return;
    hasSaid = true;
    tellNoDesktop(errors, problem);
  };
  return (needs) => unawaited(alert(needs), logger, 'No desktop notification');
}
