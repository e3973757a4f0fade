import { cpSync, readdirSync, readFileSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import path from 'node:path';

const fixture = path.resolve(import.meta.dirname, '../../../fixtures/reference-state');

export interface ReferenceState {
  readonly root: string;
  readonly legacyRoot: string;
}

/** Puts what a reference left into the places where it would be below a home, with a lease in force for half an hour. */
export function leaveReferenceState(home: string, nowMs: number): ReferenceState {
  const states = path.join(home, '.local', 'state');
  const root = path.join(states, 'codex-master-mcp');
  const legacyRoot = path.join(states, 'codex-agent-mcp');
  cpSync(path.join(fixture, 'state'), root, { recursive: true });
  cpSync(path.join(fixture, 'legacy'), legacyRoot, { recursive: true });
  const python = (ms: number): string => new Date(ms).toISOString().replace('Z', '000+00:00');
  const words: Readonly<Record<string, string>> = {
    __STATE__: root,
    __LEGACY__: legacyRoot,
    __NOW_UTC__: python(nowMs),
    __EXPIRES_UTC__: python(nowMs + 1_800_000),
    __EXPIRES_EPOCH__: String(nowMs / 1000 + 1800.25),
  };
  for (const file of filesBelow(root, legacyRoot)) fillIn(file, words);
  return { root, legacyRoot };
}

/** Every file below these folders with its content, to show that none was changed or removed. */
export function contentOf(...folders: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(filesBelow(...folders).map((file) => [file, readFileSync(file, 'latin1')]));
}

function filesBelow(...folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => {
    chmodSync(folder, 0o700);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name))
      .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
  });
}

function fillIn(file: string, words: Readonly<Record<string, string>>): void {
  const text = readFileSync(file, 'utf8');
  const filled = Object.entries(words).reduce((all, [word, value]) => all.replaceAll(word, value), text);
  writeFileSync(file, filled, { mode: 0o600 });
}
