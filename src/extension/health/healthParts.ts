import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import type { FleetPlace } from '../fleet/fleetPlace.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { ConnectedClients } from './clients.ts';
import { Health } from './health.ts';
import { HealthView } from './healthView.ts';
import type { LateHealth } from './lateHealth.ts';

export interface HealthPartsOptions {
  readonly service: FleetService;
  /** Of the extension. */
  readonly version: string;
  readonly now: () => number;
  readonly log: Logger;
  readonly place: FleetPlace;
  readonly load: () => Promise<LateHealth>;
}

/** What is known of the health, who is connected, and the view that shows both. */
export class HealthParts implements Disposable {
  readonly clients: ConnectedClients;
  readonly health: Health;
  readonly healthView: HealthView;
  readonly #store = new DisposableStore();

  constructor({ service, version, now, log, place, load }: HealthPartsOptions) {
    this.clients = this.#store.add(new ConnectedClients(now));
    const doctor: HealthOptionsDoctor = async (inquiry) =>
      (await service.ready()).installation.doctor(inquiry);
    this.health = this.#store.add(new Health({ doctor, now, log }));
    const { health, clients } = this;
    const parts = { service, version, now, log, place, load, health, clients };
    this.healthView = this.#store.add(new HealthView(parts));
  }

  dispose(): void {
    this.#store.dispose();
  }
}

type HealthOptionsDoctor = ConstructorParameters<typeof Health>[0]['doctor'];
