import { commands, l10n } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { COMMANDS } from '../commands.ts';
import type { FleetService } from '../fleetService.ts';
import { showWarning } from '../say.ts';
import { isRunning } from '../views/agentRows.ts';
import { agentTitle } from '../words.ts';

/** Says who is taken out of fleet.json while she runs: she goes on in tmux, where nobody sees her any more. */
export class LeftBehind implements Disposable {
  readonly #service: FleetService;
  readonly #listening: readonly Disposable[];
  #known = new Map<string, AgentSnapshot>();

  constructor(service: FleetService) {
    this.#service = service;
    this.#listening = [
      service.onDidChangeAgent(({ agentId }) => this.#keep(agentId)),
      service.onDidChangeFleet(() => this.#compare()),
    ];
  }

  dispose(): void {
    for (const handle of this.#listening) handle.dispose();
  }

  #keep(agentId: string): void {
    const snapshot = this.#service.snapshot(agentId);
    if (snapshot !== undefined) this.#known.set(agentId, snapshot);
  }

  #compare(): void {
    if (this.#service.phase !== 'ready') return;
    const now = new Map(this.#service.snapshots().map((snapshot) => [snapshot.spec.id, snapshot]));
    const left = [...this.#known.values()].filter(({ spec }) => !now.has(spec.id)).filter(isRunning);
    this.#known = now;
    if (left.length > 0) void say(left);
  }
}

async function say(left: readonly AgentSnapshot[]): Promise<void> {
  const names = left.map(({ spec }) => agentTitle(spec)).join(', ');
  const text = l10n.t(
    '{0}: no longer in fleet.json, but still running in tmux, where nobody sees or leads her. To stop her, put her back first.',
    names,
  );
  const button = l10n.t('Open fleet.json');
  if ((await showWarning(text, button)) === button) await commands.executeCommand(COMMANDS.openFleetFile);
}
