import { join } from 'node:path';

/** `~` and `~/…` with the home directory in place; everything else (`~user` too) as it is. */
export function expandHome(path: string, home: string): string {
  if (path === '~') return home;
  return path.startsWith('~/') ? join(home, path.slice(2)) : path;
}
