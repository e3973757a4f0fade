import type { TerminalSighting } from '../agent/agent.ts';
import type { FleetConfig } from '../config.ts';
import type { FleetError } from '../errors.ts';
import type { Random } from '../ids.ts';
import type { Installation } from '../installation.ts';
import type { Disposable, Event } from '../lifecycle.ts';
import type {
  Clock,
  CodexConnector,
  CodexHost,
  FleetStore,
  Logger,
  Multiplexer,
  SkillShelf,
  ProcessTable,
  TerminalWatchers,
  Workspace,
} from '../ports.ts';
import type { IsGone, ProcessWitness } from '../witness.ts';
import type { Repositories } from '../worktrees/repositories.ts';

/** The fleet file as last read well, and why a newer one is not in use. */
export interface ConfigSource {
  current(): FleetConfig;
  problem(): FleetError | null;
  readonly onDidChange: Event<void>;
  /** Follows the file until the last handle is disposed; without one, `onDidChange` is silent. */
  watch(): Disposable;
}

/** Everything the fleet asks of the world. Assembled in one place, `adapters/nodeFleet.ts`. */
export interface FleetDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly configSource: ConfigSource;
  readonly store: FleetStore;
  readonly multiplexer: Multiplexer;
  readonly codexHost: CodexHost;
  readonly connector: CodexConnector;
  readonly terminalWatchers: TerminalWatchers;
  readonly processTable: ProcessTable;
  readonly workspace: Workspace;
  readonly skillShelf: SkillShelf;
  /** Is a process that holds a lease certainly over? Asked often: it must only look at memory. */
  readonly isGone: IsGone;
  /** This process, as a witness of what it holds; null where the system cannot tell. */
  readonly ownProcess: () => ProcessWitness | null;
  readonly installation: Installation;
  readonly repositories: Repositories;
  /** Raw terminal bytes as readable text. */
  readonly plainText: (raw: string) => string;
  /** What the text of her screen shows, when it stood there at `atMs`; null when it shows nothing that tells her state. */
  readonly readScreen: (text: string, atMs: number) => TerminalSighting | null;
  /** Where an Agentin starts when nobody names a directory: the workspace folder or the caller's directory. */
  readonly defaultCwd: string;
}
