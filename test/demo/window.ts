import path from 'node:path';
import { checkout } from '../host/paths.ts';
import { startVsCodeServer } from '../host/server.ts';
import type { VsCodeServer } from '../host/server.ts';
import { settingsForTests } from '../host/settings.ts';
import type { Theme } from '../host/settings.ts';
import type { DemoWorld } from './world.ts';

export interface DemoWindowOptions {
  readonly theme?: Theme;
  readonly locale?: 'de';
  /** More user settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** VS Code on the demo's repository with the extension installed as people have it, and the lead Codex in the + menu. */
export async function openDemoWindow(
  world: DemoWorld,
  options: DemoWindowOptions = {},
): Promise<VsCodeServer> {
  const settings = {
    ...settingsForTests(options.theme ?? 'dark'),
    'terminal.integrated.profiles.linux': {
      Teamleiterin: {
        path: path.join(checkout, 'node_modules/.bin/codex'),
        args: ['--no-daemon', '-C', world.workspace],
        env: { CODEX_HOME: world.homes.lead },
        icon: 'organization',
      },
    },
    ...options.settings,
  };
  return startVsCodeServer({
    serverDataDir: path.join(world.root, 'vscode'),
    settings,
    workspace: world.workspace,
    extensions: [checkout],
    env: world.env,
    ...(options.locale === undefined ? {} : { locale: options.locale }),
  });
}
