import path from 'node:path';
import { isRecord, readRegularFile } from '../../installation/regularFile.ts';
import { parseToml } from '../../toml.ts';

/** Reference contract §0.2. */
const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * What a person told the Codex of this home of folders (`[projects."<folder>"] trust_level`, as 0.169 writes it): true
 * for trusted, false for the opposite. What cannot be read says nothing. Never rejects.
 */
export async function readProjectTrust(home: string): Promise<ReadonlyMap<string, boolean>> {
  const file = await readRegularFile(path.join(home, 'config.toml'), MAX_CONFIG_BYTES);
  const config = file.kind === 'text' ? parseToml(file.text) : undefined;
  const projects = isRecord(config) ? config['projects'] : undefined;
  const entries = isRecord(projects) ? Object.entries(projects) : [];
  return new Map(entries.flatMap(([folder, project]) => levelOf(folder, project)));
}

function levelOf(folder: string, project: unknown): [string, boolean][] {
  const level = isRecord(project) ? project['trust_level'] : undefined;
  return typeof level === 'string' ? [[folder, level === 'trusted']] : [];
}
