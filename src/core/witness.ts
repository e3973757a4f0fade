/**
 * A process that lives as long as a holder of leases does. Written beside the lease, so that a holder who crashed can
 * be told from one who thinks; private like the owner.
 */
export interface ProcessWitness {
  readonly pid: number;
  /** When the process began, in the system's own count: tells it from a later one with the same id. */
  readonly started: string;
  /** The boot of the machine, which no process outlives. */
  readonly boot: string;
  /** The machine: what another one does cannot be seen from here. */
  readonly host: string;
  /** Where the process id means what it says (a container counts its own). */
  readonly space: string;
}

/** Is the process certainly over? What cannot be known is not over. */
export type IsGone = (witness: ProcessWitness) => boolean;

/** More than any holder's processes at one time. */
const MAX_WITNESSES = 8;

/**
 * Who witnesses a lease that was renewed: those who live, and the one who renews. Undefined when one of them is
 * unknown: such a holder cannot be proved to be over.
 */
export function joinWitnesses(
  known: readonly ProcessWitness[] | undefined,
  renewing: ProcessWitness | null,
  isGone: IsGone,
): readonly ProcessWitness[] | undefined {
  if (known === undefined || renewing === null) return undefined;
  const others = known.filter((witness) => !isSame(witness, renewing) && !isGone(witness));
  return others.length < MAX_WITNESSES ? [...others, renewing] : undefined;
}

function isSame(one: ProcessWitness, other: ProcessWitness): boolean {
  return (
    one.pid === other.pid &&
    one.started === other.started &&
    one.boot === other.boot &&
    one.host === other.host &&
    one.space === other.space
  );
}
