import { execFile } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../../host/paths.ts';
import { testFolder } from '../../model/testing/codex.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

/** A person with a home folder, her own Codex and a fleet; nothing outside of it is touched. */
export class Person {
  readonly root: string;
  readonly codexHome: string;
  readonly link: string;
  readonly env: Record<string, string>;

  constructor(name: string) {
    this.root = testFolder(name);
    this.codexHome = path.join(this.root, '.codex');
    this.link = path.join(this.root, '.local/bin/codex-master-mcp');
    mkdirSync(this.codexHome, { recursive: true });
    mkdirSync(path.join(this.root, 'agent'));
    const fleet = { version: 1, agents: [{ id: 'a', name: 'Mila', home: path.join(this.root, 'agent') }] };
    writeFileSync(path.join(this.root, 'fleet.json'), JSON.stringify(fleet));
    this.env = {
      HOME: this.root,
      PATH: `${path.join(checkout, 'node_modules/.bin')}:/usr/bin:/bin`,
      CODEX_MASTER_FLEET: path.join(this.root, 'fleet.json'),
      CODEX_MASTER_MCP_STATE: path.join(this.root, 'state'),
      XDG_RUNTIME_DIR: this.root,
    };
  }

  get config(): string | null {
    try {
      return readFileSync(path.join(this.codexHome, 'config.toml'), 'utf8');
    } catch {
      return null;
    }
  }

  set config(text: string) {
    writeFileSync(path.join(this.codexHome, 'config.toml'), text);
  }

  async run(file: string, ...args: readonly string[]): Promise<Ended> {
    return run(file, args, this.env, this.root);
  }

  /** `codex-master …` from the built package. */
  async cli(...words: readonly string[]): Promise<Ended> {
    return this.run(
      path.join(checkout, 'node_modules/.bin/node'),
      path.join(checkout, 'dist/cli.js'),
      ...words,
    );
  }

  async json(...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const { out } = await this.cli(...words, '--json');
    return JSON.parse(out) as Readonly<Record<string, unknown>>;
  }

  /** Everything of hers with its bytes, but for what Codex and Node keep for themselves. */
  look(): Readonly<Record<string, string>> {
    const names = readdirSync(this.root, { recursive: true }).map(String).toSorted();
    const hers = names.filter((name) => !/^(?:state|\.codex\/tmp|\.cache|\.npm)(?:\/|$)/u.test(name));
    return Object.fromEntries(hers.map((name) => [name, describeEntry(path.join(this.root, name))]));
  }

  async dispose(): Promise<void> {
    await clearFolder(this.root);
  }
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function run(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(file, [...args], { env, cwd, timeout: 240_000 }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
    child.stdin?.end();
  });
}

function describeEntry(file: string): string {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) return `link to ${readlinkSync(file)}`;
  return stats.isDirectory() ? 'folder' : readFileSync(file, 'base64');
}
