import type { Deed } from '../../agent/deeds.ts';
import { isSameToSee } from '../../hold.ts';
import type { TerminalHold } from '../../hold.ts';
import type { LeaseOnDisk } from '../../lease.ts';
import type { AgentMeta, FleetStore } from '../../ports.ts';
import type { WatchdogFinding } from '../../watchdog/watchdogTimers.ts';
import { OnDisk } from './onDisk.ts';

/** Her metadata; where the file is damaged or gone, what was known stays known: the next write repairs it. */
export interface MetaOnDisk {
  readonly meta: AgentMeta | null;
  readonly isUnreadable: boolean;
  /** What is known of her stands nowhere any more. */
  readonly isGone: boolean;
}

/** Who hears of news. */
export interface DiskListeners {
  readonly onMeta: (before: AgentMeta | null, now: AgentMeta | null) => void;
  /** A person looked at the end of this turn, in whichever window. */
  readonly onLook: (turnId: string) => void;
  /** Something else that is shown of her is different. */
  readonly onChange: () => void;
}

/** Everything that the disk says of one Agentin. */
export class AgentDisk {
  readonly meta: OnDisk<MetaOnDisk>;
  readonly lease: OnDisk<LeaseOnDisk>;
  /** Who writes in her terminal. */
  readonly hold: OnDisk<TerminalHold | null>;
  readonly deeds: OnDisk<readonly Deed[]>;
  readonly finding: OnDisk<WatchdogFinding | null>;
  /** The last turn whose end a person looked at. */
  readonly look: OnDisk<string | null>;

  constructor(agentId: string, store: FleetStore, { onMeta, onLook, onChange }: DiskListeners) {
    const unless =
      <T>(isSame: (before: T, now: T) => boolean) =>
      (before: T, now: T): void => {
        if (!isSame(before, now)) onChange();
      };
    this.meta = new OnDisk<MetaOnDisk>({
      first: { meta: null, isUnreadable: false, isGone: false },
      read: async () => {
        const found = await store.readMeta(agentId);
        if (found === 'unreadable') return { ...this.meta.value, isUnreadable: true };
        // Nobody removes it but whoever clears the state directory: she works on, and is known as before.
        const known = this.meta.value.meta;
        return { meta: found ?? known, isUnreadable: false, isGone: found === null && known !== null };
      },
      taken: (before, now) => {
        // A file that cannot be read says nothing.
        if (before.meta !== now.meta || !now.isUnreadable) onMeta(before.meta, now.meta);
      },
    });
    this.lease = new OnDisk<LeaseOnDisk>({
      first: null,
      read: async () => store.readLease(agentId),
      taken: unless(isSameJson),
    });
    this.hold = new OnDisk<TerminalHold | null>({
      first: null,
      read: async () => store.readHold(agentId),
      taken: unless(isSameToSee),
    });
    this.deeds = new OnDisk<readonly Deed[]>({
      first: [],
      read: async () => store.readDeeds(agentId),
      taken: unless((before, now) => before.at(-1)?.id === now.at(-1)?.id),
    });
    this.finding = new OnDisk<WatchdogFinding | null>({
      first: null,
      read: async () => store.readFinding(agentId),
      taken: unless(isSameJson),
    });
    this.look = new OnDisk<string | null>({
      first: null,
      read: async () => store.readLook(agentId),
      taken: (before, now) => {
        if (now !== null && now !== before) onLook(now);
      },
    });
  }

  async readAll(): Promise<void> {
    const { meta, lease, hold, deeds, finding, look } = this;
    await Promise.all([meta, lease, hold, deeds, finding, look].map(async (one) => one.read()));
  }

  setMeta(meta: AgentMeta): void {
    this.meta.set({ ...this.meta.value, meta, isGone: false });
  }
}

/** Both are made by the same reader, with the same keys in the same order. */
function isSameJson(before: unknown, now: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}
