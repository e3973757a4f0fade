import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The native program that the npm package's `@openai/codex/bin/codex.js` starts; null when it is not found where the
 * package (0.169.0) keeps it: `vendor/<target>/bin/codex` of the platform's package, else of its own.
 */
export async function nativeBinary(codexScript: string): Promise<string | null> {
  const folders = [platformFolder(codexScript), dirname(dirname(codexScript))].filter(
    (folder) => folder !== null,
  );
  for (const folder of folders) {
    const vendor = join(folder, 'vendor');
    for (const target of await readdir(vendor).catch(() => [])) {
      const binary = join(vendor, target, 'bin', 'codex');
      if (target.startsWith(machine()) && (await isExecutable(binary))) return binary;
    }
  }
  return null;
}

function platformFolder(codexScript: string): string | null {
  try {
    const name = `@openai/codex-${process.platform}-${process.arch}/package.json`;
    return dirname(createRequire(codexScript).resolve(name));
  } catch {
    return null;
  }
}

/** How the target triples of this machine begin. */
function machine(): string {
  return process.arch === 'arm64' ? 'aarch64-' : 'x86_64-';
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
