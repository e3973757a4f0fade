import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * A model of Codex 0.169's catalogue whose tools are called one by one (shell, patch, question); the gpt-6
 * models call them from JavaScript code, which the scripted model does not write.
 */
export const SCRIPTED_MODEL = 'gpt-5.5';

const KEY_VARIABLE = 'SCRIPTED_KEY';

export interface ScriptedHomeOptions {
  readonly port: number;
  readonly model?: string;
  /** Folders that Codex trusts without asking. */
  readonly projects?: readonly string[];
  /** More tables for config.toml, put at its end. */
  readonly extraToml?: string;
}

/**
 * Makes `homeDir` (0700) a Codex home that talks to the scripted model: writes its config.toml (0600), over
 * an existing one.
 */
export async function writeScriptedHome(homeDir: string, options: ScriptedHomeOptions): Promise<void> {
  await mkdir(homeDir, { recursive: true, mode: 0o700 });
  const file = path.join(homeDir, 'config.toml');
  await writeFile(file, configToml(options), { mode: 0o600 });
  await chmod(file, 0o600);
}

/** What Codex' environment needs for a scripted home: any key will do. */
export function scriptedEnv(): Record<typeof KEY_VARIABLE, string> {
  return { [KEY_VARIABLE]: 'scripted' };
}

function configToml({
  port,
  model = SCRIPTED_MODEL,
  projects = [],
  extraToml = '',
}: ScriptedHomeOptions): string {
  const lines = [
    `model = ${tomlString(model)}`,
    'model_provider = "scripted"',
    'check_for_update_on_startup = false',
    '',
    '[model_providers.scripted]',
    'name = "scripted"',
    `base_url = "http://127.0.0.1:${port}/v1"`,
    'wire_api = "responses"',
    `env_key = "${KEY_VARIABLE}"`,
    ...projects.flatMap((project) => ['', `[projects.${tomlString(project)}]`, 'trust_level = "trusted"']),
    '',
    extraToml,
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** JSON's escapes are TOML's as well, DEL aside, which JSON leaves bare. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007F', String.raw`\u007F`);
}
