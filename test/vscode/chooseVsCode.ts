import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { checkout } from '../host/paths.ts';

export interface ChosenVsCode {
  readonly executable: string;
  readonly what: string;
  readonly why: string;
}

/** The desktop version that is the same VS Code as ours. */
const desktopVersion = '1.139.1';
const downloadHost = 'https://update.code.visualstudio.com';

const ours = {
  executable: path.join(checkout, 'test/host/vscode-for-tests'),
  what: `our VS Code ${desktopVersion} (server and headless browser)`,
};

/** Ours, unless the environment asks for another and that one can be had. */
export async function chooseVsCode(env: NodeJS.ProcessEnv = process.env): Promise<ChosenVsCode> {
  const named = env['CODEX_MASTER_VSCODE'];
  if (named !== undefined) return { executable: named, what: named, why: 'CODEX_MASTER_VSCODE names it' };
  if (env['CODEX_MASTER_VSCODE_DOWNLOAD'] !== '1') {
    return { ...ours, why: 'the default; CODEX_MASTER_VSCODE_DOWNLOAD=1 asks for the desktop one' };
  }
  if (!hasDisplay(env)) return { ...ours, why: 'there is no display for the desktop one' };
  if (!(await canBeReached(downloadHost))) return { ...ours, why: `${downloadHost} cannot be reached` };
  const executable = await downloadAndUnzipVSCode(desktopVersion);
  return {
    executable,
    what: `desktop VS Code ${desktopVersion}`,
    why: 'asked for, and its host can be reached',
  };
}

function hasDisplay(env: NodeJS.ProcessEnv): boolean {
  return process.platform !== 'linux' || env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;
}

async function canBeReached(url: string): Promise<boolean> {
  return fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(5000) }).then(
    () => true,
    () => false,
  );
}
