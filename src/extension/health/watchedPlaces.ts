import path from 'node:path';
import { installationPlaces } from '../../adapters/installation/places.ts';
import type { AgentSpec } from '../../core/config.ts';
import type { Environment } from '../fleet/fleetPlace.ts';

/** Files and folders of these names in a folder, as glob patterns. */
export interface WatchedPlace {
  readonly folder: string;
  readonly names: readonly string[];
}

/** What the doctor looks at on the disk, and that somebody may mend there: homes, sign-ins, launchers, the installation. */
export function watchedPlaces(
  agents: readonly Pick<AgentSpec, 'home' | 'runner'>[],
  environment: Environment,
): readonly WatchedPlace[] {
  const { codexHome, defaultLink } = installationPlaces(environment);
  const files = agents.flatMap(({ home, runner }) => [
    home,
    ...['auth.json', 'config.toml', 'codex'].map((name) => path.join(home, name)),
    ...(runner === null ? [] : [runner]),
  ]);
  const folders = new Map<string, Set<string>>();
  for (const file of [...files, path.join(codexHome, 'config.toml'), defaultLink]) {
    const folder = path.dirname(file);
    folders.set(folder, (folders.get(folder) ?? new Set()).add(literal(path.basename(file))));
  }
  return [...folders].map(([folder, names]) => ({ folder, names: [...names] }));
}

/** What means something in a pattern matches any one character. */
function literal(name: string): string {
  return name.replaceAll(/[*?[\]{},\\]/gu, '?');
}
