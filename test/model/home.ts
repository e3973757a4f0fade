import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The first of Codex' catalogue. An unknown name would lose `apply_patch` and bring a warning; an older one of the
 * catalogue (gpt-5.5) makes the TUI open with a dialog that advertises its successor.
 */
export const SCRIPTED_MODEL = 'gpt-6.1-sol';

const KEY_VARIABLE = 'SCRIPTED_KEY';

export interface ScriptedHomeOptions {
  readonly port: number;
  readonly model?: string;
  /** Folders that Codex trusts without asking. */
  readonly projects?: readonly string[];
  /** Whether the model may ask the person outside of Plan mode, which Codex still calls experimental; true unless told. */
  readonly questions?: boolean;
  /** More top-level keys for config.toml, and after them more tables; no `[features]` unless `questions` is off. */
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

function configToml(options: ScriptedHomeOptions): string {
  const { port, model = SCRIPTED_MODEL, projects = [], questions = true, extraToml = '' } = options;
  const lines = [
    `model = ${tomlString(model)}`,
    'model_provider = "scripted"',
    'check_for_update_on_startup = false',
    ...(questions ? ['suppress_unstable_features_warning = true'] : []),
    extraToml,
    ...(questions ? ['[features]', 'default_mode_request_user_input = true'] : []),
    '[model_providers.scripted]',
    'name = "scripted"',
    `base_url = "http://127.0.0.1:${port}/v1"`,
    'wire_api = "responses"',
    `env_key = "${KEY_VARIABLE}"`,
    ...projects.flatMap((project) => [`[projects.${tomlString(project)}]`, 'trust_level = "trusted"']),
  ];
  return `${lines.join('\n')}\n`;
}

/** JSON's escapes are TOML's as well, DEL aside, which JSON leaves bare. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007F', String.raw`\u007F`);
}
