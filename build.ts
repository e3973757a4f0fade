/**
 * `node build.ts [--watch] [--production] [--allow-missing]` fills `dist/`:
 * `extension.js` with `extension-fleet.js` and `extension-late.js`, `mcp.js` with `mcp-serve.js`, `cli.js`, `model.js` (CommonJS for Node), `webview/*.js` (for browsers), `node-pty/` (the
 * one native module, for this platform), `NOTICES.txt` (licences of what is bundled).
 *
 * Only `extension.js`, `extension-fleet.js` and `extension-late.js` may import `vscode` and `node-pty`; in the others such an import ends the build.
 */
import { globSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, context, type BuildOptions, type Metafile, type Plugin } from 'esbuild';

const root = import.meta.dirname;
const dist = path.join(root, 'dist');

/** One bundle: `name` is its path in `dist` without extension, `entry` its source relative to the checkout. */
export interface Bundle {
  readonly name: string;
  readonly entry: string;
  readonly kind: 'extension' | 'program' | 'webview';
}

const programs: readonly Bundle[] = [
  { name: 'extension', entry: 'src/extension/extension.ts', kind: 'extension' },
  { name: 'extension-fleet', entry: 'src/extension/loading/fleetPart.ts', kind: 'extension' },
  { name: 'extension-late', entry: 'src/extension/loading/lateParts.ts', kind: 'extension' },
  { name: 'mcp', entry: 'src/mcp/main.ts', kind: 'program' },
  { name: 'mcp-serve', entry: 'src/mcp/serve.ts', kind: 'program' },
  { name: 'cli', entry: 'src/cli/main.ts', kind: 'program' },
  { name: 'model', entry: 'test/model/main.ts', kind: 'program' },
];

/** `import 'node-pty'` becomes a require of the copy that lies beside the bundle. */
const nodePtyBesideBundle: Plugin = {
  name: 'node-pty-beside-bundle',
  setup: (build) =>
    build.onResolve({ filter: /^node-pty$/ }, () => ({ path: './node-pty/lib/index.js', external: true })),
};

const nodePtyForbidden: Plugin = {
  name: 'node-pty-forbidden',
  setup: (build) =>
    build.onResolve({ filter: /^node-pty$/ }, () => ({
      errors: [{ text: 'Only dist/extension.js may load node-pty: it is a native module of the window.' }],
    })),
};

/**
 * `mcp.js` answers a client at once and loads the server only if no window serves; `mcp-serve.js` is that server,
 * a file of its own so that Node's compile cache can keep it.
 */
const serverBesideBundle: Plugin = {
  name: 'server-beside-bundle',
  setup: (build) =>
    build.onResolve({ filter: /^\.\/serve\.ts$/ }, () => ({ path: './mcp-serve.js', external: true })),
};

/** What activation does without are bundles of their own, which `extension.js` requires when they are first used. */
const latePartsBesideBundle: Plugin = {
  name: 'late-parts-beside-bundle',
  setup: (build) =>
    build.onResolve(
      { filter: /^\.{1,2}\/(?:.+\/)?(?:lateParts|fleetPart)\.ts$/ },
      ({ kind, path: wanted }) => {
        const bundle = wanted.endsWith('/fleetPart.ts') ? './extension-fleet.js' : './extension-late.js';
        return kind === 'entry-point' ? undefined : { path: bundle, external: true };
      },
    ),
};

/** The MCP SDK imports ajv for a thing that we never do; see the file that stands in for it. */
const noJsonSchemaValidator: Plugin = {
  name: 'no-json-schema-validator',
  setup: (build) =>
    build.onResolve({ filter: /validation\/ajv-provider\.js$/ }, () => ({
      path: path.join(root, 'src/mcp/noJsonSchemaValidator.ts'),
    })),
};

/** zod carries its messages in some fifty languages (300 kB); ours are our own, and English is its default. */
const zodInEnglish: Plugin = {
  name: 'zod-in-english',
  setup: (build) =>
    build.onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes('/node_modules/zod/')
        ? { path: path.join(root, 'node_modules/zod/v4/locales/en.js') }
        : undefined,
    ),
};

/** Every `webview/<name>/main.ts` becomes `dist/webview/<name>.js` (and `.css` when it imports styles). */
function findWebviews(): Bundle[] {
  const entries = globSync('webview/*/main.ts', { cwd: root }).sort();
  const bundles = entries.map((entry): Bundle => ({
    name: `webview/${path.basename(path.dirname(entry))}`,
    entry,
    kind: 'webview',
  }));
  return bundles.length > 0 ? bundles : [{ name: 'webview/*', entry: 'webview/*/main.ts', kind: 'webview' }];
}

/** Everything that is bundled. */
export function findBundles(): Bundle[] {
  return [...programs, ...findWebviews()];
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** What esbuild is told of a bundle; tests measure by it what a production build would hold. */
export function optionsFor(bundle: Bundle, production: boolean): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: [{ in: bundle.entry, out: bundle.name }],
    outdir: 'dist',
    bundle: true,
    metafile: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    // A bundle has no import.meta.url of its own; code that wants its place uses import.meta.dirname.
    logOverride: { 'empty-import-meta': 'error' },
    ...(bundle.kind === 'webview' ? browserOptions : nodeOptions(bundle)),
  };
}

const browserOptions: BuildOptions = {
  platform: 'browser',
  format: 'iife',
  target: 'chrome134',
  loader: { '.ttf': 'dataurl', '.svg': 'dataurl' },
};

function nodeOptions(bundle: Bundle): BuildOptions {
  const isExtension = bundle.kind === 'extension';
  return {
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    external: isExtension ? ['vscode'] : [],
    ...(bundle.name === 'cli' || bundle.name === 'mcp' ? { banner: { js: '#!/usr/bin/env node' } } : {}),
    plugins: [
      isExtension ? nodePtyBesideBundle : nodePtyForbidden,
      serverBesideBundle,
      latePartsBesideBundle,
      noJsonSchemaValidator,
      zodInEnglish,
    ],
  };
}

/** Copies the JavaScript and this platform's prebuilt binaries of node-pty: tests, maps and sources stay behind. */
async function copyNodePty(): Promise<void> {
  const from = path.join(root, 'node_modules/node-pty');
  const to = path.join(dist, 'node-pty');
  const prebuild = `prebuilds/${process.platform}-${process.arch}`;
  if (!(await exists(path.join(from, prebuild)))) throw new Error(`node-pty has no ${prebuild}`);
  const unwanted = /\.test\.js$|\.map$|\.pdb$/;
  const windowsOnly = /\/(windows|conpty)\w+\.js$|\/lib\/(shared|worker)(\/|$)/;
  const filter = (file: string): boolean =>
    !unwanted.test(file) && (process.platform === 'win32' || !windowsOnly.test(file));
  await cp(path.join(from, 'lib'), path.join(to, 'lib'), { recursive: true, filter });
  await cp(path.join(from, prebuild), path.join(to, prebuild), { recursive: true, filter });
}

/** The package folders (`node_modules/a`, `node_modules/@b/c`) whose files went into the bundles. */
function packagesIn(metafiles: readonly Metafile[]): string[] {
  const files = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

async function licenceOf(folder: string): Promise<string> {
  const names = await readdir(path.join(root, folder));
  const name = names.find((name) => /^licen[cs]e/i.test(name));
  if (name === undefined) return 'No licence file; see its package.json.';
  return readFile(path.join(root, folder, name), 'utf8');
}

async function writeNotices(metafiles: readonly Metafile[]): Promise<void> {
  const folders = [...packagesIn(metafiles), 'node_modules/node-pty'];
  const notices = await Promise.all(
    folders.map(async (folder) => {
      const title = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return `${title}\n${'='.repeat(title.length)}\n\n${(await licenceOf(folder)).trim()}\n`;
    }),
  );
  await writeFile(path.join(dist, 'NOTICES.txt'), notices.join('\n\n'));
}

function printSizes(metafiles: readonly Metafile[]): void {
  const outputs = metafiles.flatMap((metafile) => Object.entries(metafile.outputs));
  for (const [file, { bytes }] of outputs.filter(([file]) => !file.endsWith('.map'))) {
    console.log(`${(bytes / 1024).toFixed(1).padStart(9)} kB  ${file}`);
  }
}

/** The bundles whose source is there; a missing one is an error, or, when allowed, a line saying so. */
async function withSource(bundles: readonly Bundle[], allowMissing: boolean): Promise<Bundle[]> {
  const found = await Promise.all(bundles.map(async (bundle) => exists(path.join(root, bundle.entry))));
  const missing = bundles.filter((_, index) => found[index] === false).map((bundle) => bundle.entry);
  if (missing.length > 0 && !allowMissing) throw new Error(`No such entry point: ${missing.join(', ')}`);
  for (const entry of missing) console.log(`skipped: ${entry} does not exist yet`);
  return bundles.filter((_, index) => found[index]);
}

async function buildOnce(options: readonly BuildOptions[]): Promise<void> {
  const results = await Promise.all(options.map(async (options) => build(options)));
  const metafiles = results.map((result) => result.metafile).filter((metafile) => metafile !== undefined);
  await writeNotices(metafiles);
  printSizes(metafiles);
}

async function watch(options: readonly BuildOptions[]): Promise<void> {
  const contexts = await Promise.all(
    options.map(async (options) => context({ ...options, logLevel: 'info' })),
  );
  await Promise.all(contexts.map(async (context) => context.watch()));
}

async function main(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      watch: { type: 'boolean', default: false },
      production: { type: 'boolean', default: false },
      'allow-missing': { type: 'boolean', default: false },
    },
  });
  const bundles = await withSource(findBundles(), flags['allow-missing']);
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  // The checkout is "type": "module"; what is bundled is CommonJS.
  await writeFile(path.join(dist, 'package.json'), '{ "type": "commonjs" }\n');
  await copyNodePty();
  const options = bundles.map((bundle) => optionsFor(bundle, flags.production));
  await (flags.watch ? watch(options) : buildOnce(options));
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(`Build failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}
