import { failed, passed, reportOf } from '../../../../src/core/diagnostics/check.ts';
import type { Check } from '../../../../src/core/diagnostics/check.ts';
import { healthCommands } from '../../../../src/extension/commands/health.ts';
import { ConnectedClients } from '../../../../src/extension/health/clients.ts';
import type { Fault } from '../../../../src/extension/health/fixes.ts';
import { Health } from '../../../../src/extension/health/health.ts';
import { HealthView } from '../../../../src/extension/health/healthView.ts';
import { lateHealth } from '../../../../src/extension/health/lateHealth.ts';
import { START_MS } from '../../fakes/fleet/fakeAgents.ts';
import { renderTree, ui } from '../../fakes/vscode/index.ts';
import { depsOver, runningFleet, serviceOver, silent } from '../support.ts';

export const noHome = failed('agent_a_home_exists', { hint: 'Make her home.', fix: 'create_home' });

export const good = [
  passed('tmux_available'),
  passed('tmux_version', { version: '3.5a' }),
  passed('agent_b_home_exists'),
];

/** The view over these checks, with what is done to mend them. */
export async function openHealth(first: readonly Check[]) {
  const fleet = await runningFleet('a');
  const service = await serviceOver(fleet);
  const world = {
    checks: first,
    looks: 0,
    nowMs: START_MS,
    mended: [] as Fault[],
    failure: null as Error | null,
  };
  const health = new Health({
    doctor: async () => {
      world.looks += 1;
      if (world.failure !== null) throw world.failure;
      return Promise.resolve(reportOf(world.checks));
    },
    now: () => world.nowMs,
    log: silent,
  });
  const clients = new ConnectedClients(() => world.nowMs);
  const healthView = new HealthView({
    health,
    service,
    clients,
    version: '0.1.0',
    now: () => world.nowMs,
    log: silent,
    place: { kind: 'own', environment: async () => Promise.resolve({ HOME: '/me' }) },
    load: async () => Promise.resolve(lateHealth),
  });
  const run = healthCommands({
    ...depsOver(fleet, service),
    parts: { health, healthView },
    mend: async (fault) => {
      world.mended.push(fault);
      world.checks = good;
      return Promise.resolve(true);
    },
  });
  const view = ui.trees.get('codexMaster.health')!;
  const shown = (): string => renderTree(healthView.tree);
  return { world, health, healthView, clients, view, run, shown, service };
}

export const settled = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
