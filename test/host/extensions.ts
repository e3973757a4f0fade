import { installVsCode } from './install.ts';
import { node24 } from './paths.ts';
import { run } from './run.ts';

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
