import { randomBytes } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installationPlaces, type InstallationPlaces } from '../../../../src/adapters/installation/places.ts';

/** A package with a small plugin, and a Codex home, in a scratch folder. */
export function scratchPackage(version = '1.0.0'): {
  readonly root: string;
  readonly places: InstallationPlaces;
} {
  const root = mkdtempSync(path.join(tmpdir(), 'plugin-cache-'));
  const home = path.join(root, 'home');
  mkdirSync(home);
  const places = installationPlaces({ HOME: root, CODEX_HOME: home }, path.join(root, 'package'));
  fillPackage(places, version);
  return { root, places };
}

export function fillPackage(places: InstallationPlaces, version: string): void {
  const files = {
    'media/plugin/.codex-plugin/plugin.json': JSON.stringify({ name: 'codex-master', version }),
    'media/plugin/.app.json': '{}',
    'media/plugin/.mcp.json': '{}',
    'media/plugin/README.md': `the plugin ${version}`,
    'media/plugin/bin/codex-master-mcp': '#!/bin/sh\n',
    'media/plugin/skills/codex-master/SKILL.md': 'lead',
    'media/systemd/watchdog.service': '[Unit]',
    'dist/package.json': '{}',
    'dist/mcp.js': 'mcp',
    'dist/mcp-serve.js': 'serve',
    'dist/cli.js': 'cli',
    'dist/NOTICES.txt': 'thanks',
    'dist/extension.js': 'not wanted there',
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(places.packageRoot, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: name.includes('/bin/') ? 0o755 : 0o644 });
  }
}

export const nonce = (): string => `20260101T000000Z.${randomBytes(4).toString('hex')}`;

/** Every path below a folder with its mode and text, for comparison. */
export function treeOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true }).map(String).toSorted();
  return Object.fromEntries(names.map((name) => [name, describeEntry(path.join(folder, name))]));
}

function describeEntry(file: string): string {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) return `link to ${readlinkSync(file)}`;
  const mode = (stats.mode & 0o777).toString(8);
  return stats.isDirectory() ? `folder ${mode}` : `${mode} ${readFileSync(file, 'utf8')}`;
}
