import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * Folders that programs fill and fill again: packages, build output, caches. Ignored by git and named so, they go with a
 * worktree; every other ignored folder may hold somebody's data and is kept.
 */
const NAMES = new Set([
  ...['node_modules', 'bower_components', 'jspm_packages', '.yarn', '.pnpm-store', '.npm', '.bundle'],
  ...[
    'target',
    'dist',
    'build',
    'out',
    'bin',
    'obj',
    'debug',
    'release',
    '.next',
    '.nuxt',
    '.output',
    '.svelte-kit',
  ],
  ...[
    '.cache',
    'cache',
    '.parcel-cache',
    '.turbo',
    '.vite',
    '.eslintcache',
    '.sass-cache',
    '.nyc_output',
    'coverage',
  ],
  ...[
    '__pycache__',
    '.venv',
    'venv',
    '.tox',
    '.nox',
    '.pytest_cache',
    '.mypy_cache',
    '.ruff_cache',
    '.hypothesis',
    'htmlcov',
  ],
  ...[
    '.gradle',
    '.kotlin',
    '.dart_tool',
    'Pods',
    'DerivedData',
    '.build',
    '.terraform',
    '.stack-work',
    'dist-newstyle',
  ],
  ...['_build', '.elixir_ls', 'elm-stuff', 'zig-cache', '.zig-cache', 'zig-out'],
]);

/** The mark of backup programs for a folder that can be made again. */
const CACHE_TAG = 'CACHEDIR.TAG';

/** May the ignored folder (relative, with or without `/` at its end) go without a copy? */
export async function isDiscardable(tree: string, folder: string): Promise<boolean> {
  const path = folder.replace(/\/$/, '');
  // Also what lies within such a one.
  if (path.split('/').some((part) => NAMES.has(part)) || basename(path).endsWith('.egg-info')) return true;
  return lstat(join(tree, path, CACHE_TAG)).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
