import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Git } from '../git/process/git.ts';
import type { CommandRunner } from '../run.ts';
import { DEMO_AGENTS, type DemoAgentId, type DemoPlaces } from './places.ts';

/** The variable in which Codex looks for the key of the scripted model; any key will do. */
export const KEY_VARIABLE = 'CODEX_MASTER_DEMO_KEY';

/** The first of Codex' catalogue: with a name that it does not know it warns and leaves out tools. */
const MODEL = 'gpt-6.1-sol';

/** Writes what is not there yet, and what names another port of the model. What a person changed stays. */
export async function writeDemoFiles(places: DemoPlaces, port: number, runner: CommandRunner): Promise<void> {
  for (const id of Object.keys(DEMO_AGENTS) as DemoAgentId[]) {
    await mkdir(places.homes[id], { recursive: true, mode: 0o700 });
    await writeConfig(path.join(places.homes[id], 'config.toml'), places, port);
  }
  await writeOnce(places.fleetFile, `${JSON.stringify(fleetOf(places), null, 2)}\n`);
  await makeRepository(places.repository, runner);
}

function fleetOf({ homes, repository, tmuxSocket }: DemoPlaces): unknown {
  const agents = Object.entries(DEMO_AGENTS).map(([id, name]) => ({
    id,
    name,
    home: homes[id as DemoAgentId],
    cwd: repository,
  }));
  return {
    version: 1,
    agents,
    launch: { policy: 'guarded', passEnv: [KEY_VARIABLE] },
    tmux: { socketName: tmuxSocket },
  };
}

async function writeConfig(file: string, { repository }: DemoPlaces, port: number): Promise<void> {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const present = await readFile(file, 'utf8').catch(() => '');
  if (present.includes(baseUrl)) return;
  const lines = [
    `model = "${MODEL}"`,
    'model_provider = "demo"',
    'check_for_update_on_startup = false',
    'suppress_unstable_features_warning = true',
    '[features]',
    'default_mode_request_user_input = true',
    '[model_providers.demo]',
    'name = "demo"',
    `base_url = "${baseUrl}"`,
    'wire_api = "responses"',
    `env_key = "${KEY_VARIABLE}"`,
    `[projects.${tomlString(repository)}]`,
    'trust_level = "trusted"',
  ];
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}

/** JSON's escapes are TOML's as well, DEL aside, which JSON leaves bare. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007F', String.raw`\u007F`);
}

const REPOSITORY: Readonly<Record<string, string>> = {
  'README.md': '# Shop\n\nA small shop to try Codex Master on. Nothing here matters.\n',
  'src/cart.js': 'export const total = (items) => items.reduce((sum, item) => sum + item.price, 0);\n',
  'docs/notes.md': '# Notes\n',
  'tests/run.sh':
    "echo 'cart: an empty cart costs nothing ... ok'\necho 'cart: prices add up ... ok'\necho '2 passed'\n",
};

/** A small shop to work on. Left alone when it is there: somebody may have worked in it. */
async function makeRepository(folder: string, runner: CommandRunner): Promise<void> {
  if (await exists(path.join(folder, 'README.md'))) return;
  for (const [name, text] of Object.entries(REPOSITORY)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeOnce(path.join(folder, name), text);
  }
  const author = ['-c', 'user.name=Demo', '-c', 'user.email=demo@localhost', '-c', 'commit.gpgsign=false'];
  const git = new Git({ runner, env: process.env }).plain(folder);
  try {
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', '.'],
      [...author, 'commit', '-q', '-m', 'A small shop'],
    ])
      await git.run(args, { timeoutMs: 10_000 });
  } catch {
    // Without git it is a folder like any other, which the demo gets along with.
  }
}

async function writeOnce(file: string, text: string): Promise<void> {
  if (!(await exists(file))) await writeFile(file, text, { mode: 0o600 });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
