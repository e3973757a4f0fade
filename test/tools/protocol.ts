import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { clearFolder } from './clearFolder.ts';

/**
 * `node test/tools/protocol.ts` brings `src/adapters/codex/protocol` up to date: it lets the installed Codex write
 * its protocol's types and keeps those that our adapter imports, with all that they refer to.
 */
const run = promisify(execFile);

const ADAPTER = path.join(import.meta.dirname, '..', '..', 'src', 'adapters', 'codex');
export const PROTOCOL_FOLDER = path.join(ADAPTER, 'protocol');

/** Paths below the protocol folder (`v2/Turn.ts`) and their text. */
export type ProtocolFiles = ReadonlyMap<string, string>;

/** Every type file that the installed Codex writes; about 950. */
export async function generateProtocol(): Promise<ProtocolFiles> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'codex-protocol-'));
  try {
    const out = path.join(scratch, 'types');
    await mkdir(out);
    const args = [codexProgram(), 'app-server', 'generate-ts', '--experimental', '--out', out];
    await run(process.execPath, args, { env: { ...process.env, CODEX_HOME: scratch } });
    return await readTree(out);
  } finally {
    await clearFolder(scratch);
  }
}

/** What is checked in; the README beside it left out. */
export async function checkedInProtocol(): Promise<ProtocolFiles> {
  return readTree(PROTOCOL_FOLDER);
}

/** The part of `all` that our adapter uses, its imports with the `.ts` that Node wants. */
export async function usedProtocol(all: ProtocolFiles): Promise<ProtocolFiles> {
  const used = new Map<string, string>();
  const visit = (file: string): void => {
    if (used.has(file)) return;
    const text = all.get(file);
    if (text === undefined) throw new Error(`Codex' protocol has no ${file} any more.`);
    used.set(file, text.replaceAll(/ from "(\.[^"]+)"/g, ' from "$1.ts"'));
    for (const [, target] of text.matchAll(/ from "(\.[^"]+)"/g)) {
      visit(path.posix.join(path.posix.dirname(file), `${target}.ts`));
    }
  };
  for (const file of await entryTypes()) visit(file);
  return used;
}

/** The type files that our adapter's own files import. */
async function entryTypes(): Promise<string[]> {
  const sources = await readTree(ADAPTER);
  const entries = new Set<string>();
  for (const [file, text] of sources) {
    if (file.startsWith('protocol/')) continue;
    for (const [, target] of text.matchAll(/ from '[./]+\/protocol\/([^']+\.ts)'/g)) entries.add(target!);
  }
  return [...entries].sort();
}

async function readTree(root: string): Promise<ProtocolFiles> {
  const names = await readdir(root, { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts')).sort();
  const read = async (name: string): Promise<[string, string]> => [
    name.replaceAll('\\', '/'),
    await readFile(path.join(root, name), 'utf8'),
  ];
  return new Map(await Promise.all(files.map(read)));
}

function codexProgram(): string {
  return createRequire(import.meta.url).resolve('@openai/codex/bin/codex.js');
}

async function writeProtocol(files: ProtocolFiles): Promise<void> {
  for (const name of (await checkedInProtocol()).keys()) await rm(path.join(PROTOCOL_FOLDER, name));
  for (const [name, text] of files) {
    const target = path.join(PROTOCOL_FOLDER, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

if (import.meta.main) {
  const used = await usedProtocol(await generateProtocol());
  await writeProtocol(used);
  console.log(`${used.size} type files in src/adapters/codex/protocol`);
}
