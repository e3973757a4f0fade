import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The layers of the product as rules over import lines. `may` lists the folders of `src` that a folder may import from
 * (its own is always allowed), `packages` the packages; a package that is in nobody's list may be imported by nobody.
 * `typesFrom` may be imported as types alone.
 */
interface Layer {
  readonly may: readonly string[];
  readonly packages: readonly RegExp[];
  readonly typesFrom?: readonly string[];
}

const NODE = /^node:/;
const ZOD = /^zod(\/|$)/;
const LAYERS: Readonly<Record<string, Layer>> = {
  core: { may: [], packages: [] },
  shared: { may: ['core'], packages: [ZOD] },
  operations: { may: ['core'], packages: [ZOD, /^node:path$/] },
  adapters: { may: ['core'], packages: [NODE, ZOD, /^ws$/, /^node-pty$/, /^smol-toml$/] },
  mcp: { may: ['core', 'operations', 'adapters'], packages: [NODE, ZOD, /^@modelcontextprotocol\/sdk\//] },
  cli: { may: ['core', 'operations', 'adapters'], packages: [NODE, ZOD] },
  extension: { may: ['core', 'operations', 'adapters', 'mcp', 'shared'], packages: [NODE, ZOD, /^vscode$/] },
};

/** Packages that one file (or folder) alone may import, so that each can be replaced in one place. */
const ONE_PLACE: readonly (readonly [RegExp, RegExp])[] = [
  [/^vscode$/, /^src\/extension\//],
  [/^@modelcontextprotocol\/sdk\//, /^src\/mcp\//],
  [/^node-pty$/, /^src\/adapters\/pty\.ts$/],
  [/^ws$/, /^src\/adapters\/codex\//],
  [/^smol-toml$/, /^src\/adapters\/toml\.ts$/],
  [/^@vscode\/webview-ui-toolkit/, /^webview\/ui\/toolkit\.ts$/],
];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isType: boolean;
}

const root = path.resolve(import.meta.dirname, '../..');
const IMPORT =
  /^(?:import|export)\s+(type\s+)?[^;]*?from\s+'([^']+)'|^import\s+()'([^']+)'|\bimport\(()'([^']+)'\)/gm;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => ({
    file,
    isType: match[1] !== undefined,
    target: match[2] ?? match[4] ?? match[6] ?? '',
  }));
}

const imports = globSync(['src/**/*.ts', 'webview/**/*.ts'], { cwd: root }).flatMap(importsOf);

/** The folder below `src` of a path, `webview` for the webviews. */
function layerOf(file: string): string {
  const [top, folder] = file.split('/');
  return top === 'src' ? (folder ?? '') : (top ?? '');
}

function resolve({ file, target }: Import): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
}

function breaks(line: Import): boolean {
  const layer = LAYERS[layerOf(line.file)];
  if (layer === undefined) return false;
  if (!line.target.startsWith('.')) return !layer.packages.some((allowed) => allowed.test(line.target));
  const target = layerOf(resolve(line));
  return target !== layerOf(line.file) && !layer.may.includes(target);
}

describe('the layers', () => {
  it('are all named here', () => {
    const folders = new Set(
      imports.filter(({ file }) => file.startsWith('src/')).map(({ file }) => layerOf(file)),
    );
    expect([...folders].filter((folder) => !(folder in LAYERS))).toEqual([]);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('import only what they may', () => {
    expect(imports.filter(breaks)).toEqual([]);
  });

  it('keep each package in one place', () => {
    const stray = imports.filter(({ file, target }) =>
      ONE_PLACE.some(([name, place]) => name.test(target) && !place.test(file)),
    );
    expect(stray).toEqual([]);
  });

  it('take zod as a namespace, so that bundles hold only what is used of it', () => {
    const named = globSync('src/**/*.ts', { cwd: root }).filter((file) =>
      readFileSync(path.join(root, file), 'utf8').includes("import { z } from 'zod'"),
    );
    expect(named).toEqual([]);
  });

  it('let webviews see the shared protocol and nothing else of src', () => {
    const own = imports.filter((line) => line.file.startsWith('webview/') && line.target.startsWith('.'));
    expect(own.filter((line) => !['webview', 'shared'].includes(layerOf(resolve(line))))).toEqual([]);
  });
});
