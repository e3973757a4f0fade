import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { installVsCode } from './install.ts';
import { node24 } from './paths.ts';
import { run } from './run.ts';

/** Where a server keeps what a window and its extensions leave behind. */
export interface ServerFolders {
  readonly userDataDir: string;
  readonly extensionsDir: string;
}

/** Installs `.vsix` files (paths) for servers that use these folders; returns what VS Code said. */
export async function installExtensions(
  vsixFiles: readonly string[],
  serverDataDir: string,
  extensionsDir: string,
): Promise<string> {
  const { serverMain } = await installVsCode((line) => console.error(line));
  const installs = vsixFiles.map((file) => `--install-extension=${file}`);
  return run(node24, [
    serverMain,
    ...installs,
    '--force',
    '--accept-server-license-terms',
    `--server-data-dir=${serverDataDir}`,
    `--extensions-dir=${extensionsDir}`,
  ]);
}

const manifestSchema = z.object({ publisher: z.string(), name: z.string(), version: z.string() });

const entrySchema = z.looseObject({ identifier: z.looseObject({ id: z.string() }) });

/**
 * Makes the extension in `folder` (absolute) an installed one without copying it, as the command "Install Extension from
 * Location…" does. Call it while no server runs on `extensionsDir`.
 */
export async function installFromFolder(extensionsDir: string, folder: string): Promise<void> {
  const manifestText = await readFile(path.join(folder, 'package.json'), 'utf8');
  const manifest = manifestSchema.parse(JSON.parse(manifestText));
  const id = `${manifest.publisher}.${manifest.name}`;
  const entry = {
    identifier: { id },
    version: manifest.version,
    location: { $mid: 1, path: folder, scheme: 'file' },
  };
  const file = path.join(extensionsDir, 'extensions.json');
  await mkdir(extensionsDir, { recursive: true });
  const others = (await readEntries(file)).filter((other) => other.identifier.id !== id);
  await writeFile(file, JSON.stringify([...others, entry]));
}

async function readEntries(file: string): Promise<z.infer<typeof entrySchema>[]> {
  const text = await readFile(file, 'utf8').catch(() => '[]');
  return z.array(entrySchema).parse(JSON.parse(text));
}
