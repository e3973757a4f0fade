/**
 * `npm run package` builds for production and packs `codex-master-<version>-<target>.vsix`; this is the packing. The target is this
 * platform, because node-pty's binary is.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { z } from 'zod';
import { checkout } from '../host/paths.ts';
import { packageReadme } from './packageReadme.ts';

/** In the package it is `readme.md`. */
const README = 'dist/README.md';

const manifestSchema = z.object({ name: z.string(), version: z.string() });

/** Packs what `dist/` holds now into `outDir`; returns the file. */
export async function packExtension(outDir: string): Promise<string> {
  const manifestText = await readFile(path.join(checkout, 'package.json'), 'utf8');
  const { name, version } = manifestSchema.parse(JSON.parse(manifestText));
  const target = `${process.platform}-${process.arch}`;
  const file = path.join(outDir, `${name}-${version}-${target}.vsix`);
  await writeReadme();
  await createVSIX({
    cwd: checkout,
    packagePath: file,
    target,
    readmePath: README,
    // Everything is bundled; node_modules stay behind.
    dependencies: false,
    allowMissingRepository: true,
    // Relative links stay relative: where the repository is hosted is not known here.
    rewriteRelativeLinks: false,
  });
  return file;
}

async function writeReadme(): Promise<void> {
  const text = await readFile(path.join(checkout, 'README.md'), 'utf8');
  await writeFile(path.join(checkout, README), packageReadme(text));
}

if (import.meta.main) {
  const file = await packExtension(checkout);
  const { size } = await stat(file);
  console.log(`${path.basename(file)}: ${(size / 1024 / 1024).toFixed(2)} MB`);
}
