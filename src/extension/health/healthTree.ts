import { l10n, workspace } from 'vscode';
import type { ConnectedClients } from './clients.ts';
import type { Health } from './health.ts';
import type { LateHealth } from './lateHealth.ts';
import type { FleetPlace } from '../fleet/fleetPlace.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { momentText } from '../text/time.ts';
import { RowTree } from '../views/rows/rowTree.ts';

export const HEALTH_VIEW = 'codexMaster.health';

export interface HealthTreeDeps {
  readonly health: Health;
  readonly service: FleetService;
  readonly clients: ConnectedClients;
  /** Of the extension. */
  readonly version: string;
  readonly now: () => number;
  readonly place: FleetPlace;
  /** What draws it. */
  readonly load: () => Promise<LateHealth>;
}

/** The tree "Health": what needs attention, every check, and who is there. Empty until what draws it is loaded. */
export function createHealthTree(
  { health, service, clients, version, now }: HealthTreeDeps,
  loaded: () => LateHealth | undefined,
): RowTree {
  return new RowTree({
    now,
    picture: () =>
      loaded()?.nodes({
        state: health.state,
        agents: service.snapshots(),
        clients: clients.all,
        version,
        nowMs: now(),
      }) ?? [],
    nextChangeMs: () => null,
  });
}

/** Beside the view's title: when this was found. */
export function healthDescription({ state }: Health, nowMs: number): string {
  if (state.isChecking) return l10n.t('checking…');
  return state.atMs === null ? '' : l10n.t('checked {0}', momentText(state.atMs, nowMs));
}

/** Programs are run for a check, which an untrusted workspace gives no reason to. */
export function mayCheck(): boolean {
  return workspace.isTrusted;
}
