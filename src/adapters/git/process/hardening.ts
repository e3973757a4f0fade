import type { ConfigEntry } from './environment.ts';

/**
 * What keeps a repository's own configuration from running programs. A repository may come from anywhere (an archive, a
 * shared folder), and an Agentin may have written into it; a look at it must run only what the owner configured.
 */

/** In force for every call. */
export const ALWAYS: readonly ConfigEntry[] = [
  ['core.fsmonitor', 'false'],
  ['core.pager', 'cat'],
  ['core.quotePath', 'false'],
  ['color.ui', 'false'],
  ['color.status', 'false'],
  ['color.diff', 'false'],
  ['core.editor', 'true'],
  ['submodule.recurse', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  // A bare repository among the files of another would bring a configuration of its own.
  ['safe.bareRepository', 'explicit'],
];

/** In force unless the owner trusts the repository. */
export const NO_HOOKS: ConfigEntry = ['core.hooksPath', '/dev/null'];

/** In force for writing unless the owner trusts the repository: what signs is a program that it names. */
export const NO_SIGNING: ConfigEntry = ['commit.gpgSign', 'false'];

/** One entry as `git config --show-scope -z --get-regexp` prints it. */
export interface ScopedEntry {
  readonly scope: string;
  readonly key: string;
  readonly value: string;
}

/**
 * The argument of `--get-regexp` for everything that `overridesFor` must see: keys that name programs by a driver's name, and
 * those that check signatures, which a rebase does when its list is to tell of them (`rebase.instructionFormat`).
 */
export const PROGRAM_KEYS = String.raw`^((filter|hook|merge)\..*\.(clean|smudge|process|required|command|event|enabled|driver)|gpg\.(.*\.)?(program|defaultkeycommand))$`;

const FROM_REPOSITORY = new Set(['local', 'worktree']);

/** `scope NUL key LF value NUL …`; a key without a value has no LF. */
export function parseScopedConfig(output: string): readonly ScopedEntry[] {
  const fields = output.split('\0');
  const entries: ScopedEntry[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [scope = '', pair = ''] = fields.slice(index, index + 2);
    const at = pair.indexOf('\n');
    entries.push({
      scope,
      key: at === -1 ? pair : pair.slice(0, at),
      value: at === -1 ? 'true' : pair.slice(at + 1),
    });
  }
  return entries;
}

export interface Overrides {
  readonly config: readonly ConfigEntry[];
  /** Names of the filters whose programs are not run. */
  readonly filters: readonly string[];
}

/**
 * What to set so that filters and configured hooks that the repository itself names do not run, while those of the
 * owner's own configuration (git-lfs, usually) do.
 */
export function overridesFor(entries: readonly ScopedEntry[]): Overrides {
  const config: ConfigEntry[] = [];
  const filters = new Set<string>();
  for (const key of new Set(
    entries.filter(({ scope }) => FROM_REPOSITORY.has(scope)).map((one) => one.key),
  )) {
    const own = entries.findLast((entry) => entry.key === key && !FROM_REPOSITORY.has(entry.scope));
    config.push([key, own?.value ?? neutral(key)]);
    if (key.startsWith('filter.') && !key.endsWith('.required') && own === undefined)
      filters.add(key.slice('filter.'.length, key.lastIndexOf('.')));
    // A hook by configuration is switched off as a whole; its empty command alone would be an error.
    if (key.startsWith('hook.')) config.push([`${key.slice(0, key.lastIndexOf('.'))}.enabled`, 'false']);
  }
  return { config, filters: [...filters] };
}

function neutral(key: string): string {
  // A merge driver that fails is a conflict; an empty one would quietly take one side. Without a program no signature is good.
  if (key.startsWith('merge.') || key.startsWith('gpg.')) return 'false';
  return /\.(?:required|enabled)$/.test(key) ? 'false' : '';
}
