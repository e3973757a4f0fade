import { mkdtemp, stat } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../host/paths.ts';
import { packExtension } from '../tools/package.ts';
import type { Figure } from './figures.ts';
import { clearFolder } from '../tools/clearFolder.ts';

const MEGABYTE = 1024 * 1024;

/** What people download, and what their window loads. */
export async function sizes(): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(checkout, '.test-homes', 'vsix-'));
  try {
    return [
      await sizeOf(path.join(checkout, 'dist/extension.js'), 'size of dist/extension.js', 1),
      await sizeOf(await packExtension(folder), 'size of the .vsix', 3),
    ];
  } finally {
    await clearFolder(folder);
  }
}

async function sizeOf(file: string, name: string, atMost: number): Promise<Figure> {
  const { size } = await stat(file);
  return { name, unit: 'MB', values: [size / MEGABYTE], goal: { of: 'p50', atMost } };
}
