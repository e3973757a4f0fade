/**
 * `npm run package` builds for production and packs `codex-master-<version>-<target>.vsix`; this is the packing. The target is this
 * platform, because node-pty's binary is.
 */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { z } from 'zod';
import { checkout } from '../host/paths.ts';

const manifestSchema = z.object({ name: z.string(), version: z.string() });

/** Packs what `dist/` holds now into `outDir`; returns the file. */
export async function packExtension(outDir: string): Promise<string> {
  const manifestText = await readFile(path.join(checkout, 'package.json'), 'utf8');
  const { name, version } = manifestSchema.parse(JSON.parse(manifestText));
  const target = `${process.platform}-${process.arch}`;
  const file = path.join(outDir, `${name}-${version}-${target}.vsix`);
  await createVSIX({
    cwd: checkout,
    packagePath: file,
    target,
    // Everything is bundled; node_modules stay behind.
    dependencies: false,
    allowMissingRepository: true,
    // Relative links stay relative: where the repository is hosted is not known here.
    rewriteRelativeLinks: false,
  });
  return file;
}

if (import.meta.main) {
  const file = await packExtension(checkout);
  const { size } = await stat(file);
  console.log(`${path.basename(file)}: ${(size / 1024 / 1024).toFixed(2)} MB`);
}
