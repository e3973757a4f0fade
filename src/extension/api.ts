import type { Fleet } from '../core/fleetApi.ts';
import type { RowTree } from './views/rows/rowTree.ts';

/** What `activate` hands to tests and measurements; an installed extension hands out nothing. */
export interface ExtensionApi {
  readonly fleet: () => Promise<Fleet>;
  readonly agents: RowTree;
  readonly inbox: RowTree;
  readonly assignments: RowTree;
  readonly health: RowTree;
  readonly worktrees: RowTree;
}
