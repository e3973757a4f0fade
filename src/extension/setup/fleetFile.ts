import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { l10n, Uri, window } from 'vscode';
import type { AgentSpec } from '../../core/config.ts';
import { panelError } from '../messages/errorWords.ts';

/** Opens fleet.json; where there is none, first writes one that says what is so anyway, with comments. */
export async function openFleetFile(file: string, agents: readonly AgentSpec[]): Promise<void> {
  await createIfMissing(file, defaultFleetText(agents));
  await window.showTextDocument(Uri.file(file));
}

async function createIfMissing(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw panelError(
      'config_unreadable',
      l10n.t('fleet.json could not be made. Look whether you may write its folder.'),
      error,
    );
  }
}

/** A fleet.json with the Agentinnen that there are (JSON with comments). */
export function defaultFleetText(agents: readonly Pick<AgentSpec, 'id' | 'name' | 'home'>[]): string {
  const entries = agents.map(
    ({ id, name, home }) =>
      `    { "id": ${JSON.stringify(id)}, "name": ${JSON.stringify(name)}, "home": ${JSON.stringify(home)} }`,
  );
  return `{
  // ${l10n.t('The fleet of Codex Master. Saved changes are taken over at once.')}
  "version": 1,
  // ${l10n.t('One entry per Agentin; "home" is her own CODEX_HOME, "cwd" where she works unless told otherwise.')}
  "agents": [
${entries.join(',\n')}
  ],
  // ${l10n.t('Which model she uses; null leaves it to her home. "write" is for an Arbeitsbiene.')}
  "models": {
    "default": { "model": null, "effort": null },
    "write": { "model": null, "effort": null }
  },
  // ${l10n.t('"guarded" asks before it leaves the workspace; "yolo" has no sandbox and asks nobody.')}
  "launch": { "policy": "guarded" }
}
`;
}
