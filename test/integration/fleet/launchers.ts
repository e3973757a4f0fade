import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { clearFolder } from '../../tools/clearFolder.ts';

/** A launcher of the test's own: a script, gone when the file's tests end. */
function launcher(...lines: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cm-launcher-'));
  afterAll(() => clearFolder(folder));
  const file = path.join(folder, 'launch');
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  return file;
}

/** A Codex as it was before it had an app-server. */
export function launcherWithoutServer(): string {
  return launcher('[ "$1" = app-server ] && exit 2', 'exec codex "$@"');
}
