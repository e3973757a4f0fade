import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { isRecord, readRegularFile } from './regularFile.ts';
import { putFile, replaceConfigFile } from '../codex/registration/configFile.ts';
import { parseToml } from '../toml.ts';
import { PLUGIN_MARKETPLACE, PLUGIN_NAME } from './places.ts';

/** Reference contract §0.2. */
const MAX_CONFIG_BYTES = 1024 * 1024;

const PLUGIN_KEY = `${PLUGIN_NAME}@${PLUGIN_MARKETPLACE}`;
const PLUGIN_TABLE = `[plugins."${PLUGIN_KEY}"]\nenabled = true\n`;

/** The text of a home's config.toml; null when there is none, undefined when it cannot be used (a link, unreadable). */
export async function readHomeConfig(home: string): Promise<string | null | undefined> {
  const file = await readRegularFile(path.join(home, 'config.toml'), MAX_CONFIG_BYTES);
  if (file.kind === 'missing') return null;
  return file.kind === 'text' ? file.text : undefined;
}

/** Writes a home's config.toml in one step; null removes it. */
export async function writeHomeConfig(home: string, text: string | null): Promise<void> {
  const file = path.join(home, 'config.toml');
  const before = await readRegularFile(file, MAX_CONFIG_BYTES);
  if (text === null) await unlink(file);
  else if (before.kind === 'missing') await putFile(file, text, 0o600);
  else await replaceConfigFile(home, text);
}

/** Is our plugin turned on there? `unset` where nothing is said of it; null when the text is no TOML. */
export function pluginState(toml: string): 'on' | 'off' | 'unset' | null {
  const config = parseToml(toml);
  if (!isRecord(config)) return null;
  const { plugins } = config;
  const entry = isRecord(plugins) ? plugins[PLUGIN_KEY] : undefined;
  if (!isRecord(entry)) return 'unset';
  return entry['enabled'] === false ? 'off' : 'on';
}

/** The text with our plugin turned on; null when that cannot be said there without changing what others wrote. */
export function withPlugin(toml: string): string | null {
  const separator = toml === '' ? '' : toml.endsWith('\n') ? '\n' : '\n\n';
  const next = `${toml}${separator}${PLUGIN_TABLE}`;
  return pluginState(next) === 'on' ? next : null;
}

/** The text without what `withPlugin` added; null when it does not stand there as it was added. */
export function withoutPlugin(toml: string): string | null {
  const at = toml.indexOf(PLUGIN_TABLE);
  if (at === -1) return null;
  const before = toml.slice(0, at);
  const after = toml.slice(at + PLUGIN_TABLE.length);
  const next = `${before.endsWith('\n\n') ? before.slice(0, -1) : before === '\n' ? '' : before}${after}`;
  return pluginState(next) === 'unset' ? next : null;
}

/** How to get from a text back to the one before: what lay between a common beginning and a common end. */
export interface TextPatch {
  /** SHA-256 of the text that it applies to. */
  readonly of: string;
  readonly begin: number;
  readonly end: number;
  readonly removed: string;
  /** There was no file at all. */
  readonly wasMissing: boolean;
}

/** The way back from `after` to `before`. Pure. */
export function patchBack(before: string | null, after: string): TextPatch {
  const text = before ?? '';
  const limit = Math.min(text.length, after.length);
  let begin = 0;
  while (begin < limit && text[begin] === after[begin]) begin += 1;
  let end = 0;
  while (end < limit - begin && text[text.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const removed = text.slice(begin, text.length - end);
  return { of: hashOf(after), begin, end, removed, wasMissing: before === null };
}

/** The text before; undefined when the patch is of another text. */
export function applyPatch(after: string | null, patch: TextPatch): string | null | undefined {
  if (after === null || hashOf(after) !== patch.of) return undefined;
  if (patch.wasMissing) return null;
  return `${after.slice(0, patch.begin)}${patch.removed}${after.slice(after.length - patch.end)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
