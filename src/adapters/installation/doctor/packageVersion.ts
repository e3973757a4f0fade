import path from 'node:path';
import * as z from 'zod';
import type { PackageManifest } from '../../../core/diagnostics/release.ts';
import { parseToml } from '../../toml.ts';
import { parseObject, readRegularFile } from '../regularFile.ts';
import { readPluginManifest } from '../plugin/pluginManifest.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_VERSION_CHARS = 80;

const version = z
  .string()
  .max(MAX_VERSION_CHARS)
  .regex(/^\d[\w.+-]*$/);
const versioned = z.looseObject({ version });

/** Where each kind of package keeps its version. */
const READERS: readonly (readonly [PackageManifest, (text: string) => unknown])[] = [
  ['package.json', parseObject],
  [
    'pyproject.toml',
    (text) => z.looseObject({ project: versioned }).safeParse(parseToml(text)).data?.project,
  ],
  ['Cargo.toml', (text) => z.looseObject({ package: versioned }).safeParse(parseToml(text)).data?.package],
];

export interface PackageVersion {
  readonly manifest: PackageManifest;
  readonly version: string;
}

/**
 * The version of the package that a directory belongs to: from the nearest manifest that has one, not above
 * `repository`. Null when there is none.
 */
export async function packageVersion(directory: string, repository: string): Promise<PackageVersion | null> {
  for (const folder of upTo(directory, repository)) {
    for (const [manifest, read] of READERS) {
      const file = await readRegularFile(path.join(folder, manifest), MAX_BYTES);
      const found = file.kind === 'text' ? versioned.safeParse(read(file.text)) : null;
      if (found?.success === true) return { manifest, version: found.data.version };
    }
  }
  return null;
}

/** The version of the repository's Codex plugin: the repository is one, or ships one as this product does. */
export async function pluginVersion(repository: string): Promise<string | null> {
  for (const folder of [
    repository,
    path.join(repository, 'plugin'),
    path.join(repository, 'media', 'plugin'),
  ]) {
    const found = versioned.safeParse((await readPluginManifest(folder)).json);
    if (found.success) return found.data.version;
  }
  return null;
}

function upTo(directory: string, top: string): readonly string[] {
  const folders = [directory];
  for (let at = directory; at !== top && at !== path.dirname(at);) {
    at = path.dirname(at);
    folders.push(at);
  }
  return folders;
}
