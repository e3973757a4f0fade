export type Environment = Readonly<Record<string, string | undefined>>;

/** Which fleet this window shows: the person's own, or the demo's. */
export interface FleetPlace {
  readonly kind: 'own' | 'demo';
  /** What names its fleet file, state and sockets. The demo's makes sure that its world is there. */
  readonly environment: () => Promise<Environment>;
}

export const OWN_FLEET: FleetPlace = {
  kind: 'own',
  environment: async () => Promise.resolve(process.env),
};
