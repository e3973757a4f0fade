/** What the core asks of the world: small interfaces that adapters fill in, joined in `src/adapters/nodeFleet.ts`. */
export type { Clock } from './ports/clock.ts';
export type { CheckedLauncher, CodexHost } from './ports/codexHost.ts';
export type {
  CodexConnector,
  CodexLink,
  FoundTurn,
  Preferred,
  RememberedTurn,
  TurnTuple,
  TurnWork,
  WriteProfile,
} from './ports/codexLink.ts';
export type { Logger } from './ports/logger.ts';
export type { Multiplexer, WindowCommand, WindowName } from './ports/multiplexer.ts';
export type { ProcessTable } from './ports/processTable.ts';
export type { SkillShelf } from './ports/skillShelf.ts';
export type { AgentMeta, FleetStore, RawLogInfo, StateChange } from './ports/store.ts';
export type { TerminalWatcher, TerminalWatchers } from './ports/terminalWatcher.ts';
export type { Workspace } from './ports/workspace.ts';
