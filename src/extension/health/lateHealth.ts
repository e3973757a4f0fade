import { Healing } from './healing.ts';
import type { HealingOptions } from './healing.ts';
import { checkNameOf, errorCount, healthNodes } from './rows.ts';

/** What the view needs when somebody looks at it, and activation can do without. */
export const lateHealth = {
  nodes: healthNodes,
  errorCount,
  checkNameOf,
  heal: (options: HealingOptions) => new Healing(options),
};

export type LateHealth = typeof lateHealth;
