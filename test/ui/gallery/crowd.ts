import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { DemoWorld } from '../../demo/world.ts';
import { checkout } from '../../host/paths.ts';
import { writeScriptedHome } from '../../model/index.ts';
import type { StepInput } from '../../model/index.ts';
import { outsideAndNotes } from '../patches.ts';

const run = promisify(execFile);

/** What her stand-in reports on the terminal; `gone`: her session is ended; `off`: she is never started. */
type Report = 'working' | 'idle' | 'blocked' | 'blocked:kind=question' | 'silent' | 'gone' | 'off';

interface Member {
  readonly id: string;
  readonly name: string;
  /** Played by the real Codex, or by a stand-in that reports this. */
  readonly plays: readonly StepInput[] | Report;
}

const OUTSIDE = outsideAndNotes('../a-folder-with-quite-a-long-name/outside-of-everything.md');

const LONG_COMMAND =
  'npm exec --yes -- some-very-long-generator --template "shop/cart with spaces" --out dist/generated/cart && git tag -f cart-generated-2026-11-21';

const options = [
  { label: 'Short', description: 'Three sentences.' },
  { label: 'Long', description: 'With every place in the code that I looked at, and what I think of it.' },
];

/** Twenty with every state there is and names as people have them: long, of other scripts, from right to left. */
export const CAST: readonly Member[] = [
  { id: 'a', name: 'Mila', plays: [{ do: 'escalate', cmd: LONG_COMMAND, justification: 'May I?' }] },
  { id: 'b', name: 'Nora', plays: [{ do: 'patch', input: OUTSIDE }] },
  {
    id: 'migration',
    name: 'Maximiliane-Alexandra von der Wiesenthal-Hohenstein',
    plays: [
      {
        do: 'askPerson',
        questions: [
          {
            id: 'format',
            header: 'Format',
            question:
              'How shall I report to you about the four hundred and twelve places in which prices are rounded?',
            options,
          },
        ],
      },
    ],
  },
  {
    id: 'romy',
    name: 'Romy',
    plays: [
      { do: 'rateLimits', limits: { primary: { usedPercent: 100, resetsInSeconds: 1800 } } },
      { do: 'usageLimit', resetsInSeconds: 1800 },
    ],
  },
  {
    id: 'frontend',
    name: 'نورا للواجهات',
    plays: [{ do: 'escalate', cmd: 'git push', justification: 'هل أدفع؟' }],
  },
  { id: 'data', name: '美穂子 データ移行', plays: [{ do: 'say', text: 'できました。' }] },
  {
    id: 'fox',
    name: '🦊 Füchsin',
    plays: [
      {
        do: 'askPerson',
        questions: [{ id: 'key', header: 'Key', question: 'With which key?', options, isSecret: true }],
      },
    ],
  },
  { id: 'ada', name: 'Ada', plays: [{ do: 'contextOverflow' }] },
  { id: 'ida', name: 'Ida', plays: 'working' },
  { id: 'tilda', name: 'Tilda', plays: 'working' },
  { id: 'vera', name: 'Vera', plays: 'silent' },
  { id: 'lena', name: 'Lena', plays: 'working' },
  { id: 'mira', name: 'Mira', plays: 'blocked' },
  { id: 'jule', name: 'Jule', plays: 'blocked:kind=question' },
  { id: 'finja', name: 'Finja', plays: 'idle' },
  { id: 'greta', name: 'Greta', plays: 'idle' },
  { id: 'hedda', name: 'Hedda', plays: 'idle' },
  { id: 'ronja', name: 'Ronja', plays: 'gone' },
  { id: 'svea', name: 'Svea', plays: 'off' },
  { id: 'paula', name: 'Paula', plays: 'off' },
];

export const STARTED = CAST.filter(({ plays }) => plays !== 'off');

export async function prepareCrowd(world: DemoWorld): Promise<void> {
  const fleet = JSON.parse(await readFile(world.fleetFile, 'utf8')) as object;
  const runner = path.join(world.root, 'stand-in');
  await writeFile(runner, STAND_IN);
  await chmod(runner, 0o755);
  const agents: object[] = [];
  for (const { id, name, plays } of CAST) {
    const home = path.join(world.root, 'homes', id);
    if (typeof plays === 'string') {
      await mkdir(home, { recursive: true });
      await writeFile(path.join(home, 'plays'), plays);
    } else await writeScriptedHome(home, { port: world.model.port, projects: [world.workspace] });
    agents.push({ id, name, home, ...(typeof plays === 'string' && { runner }) });
  }
  const watchdog = { idleSeconds: 20, intervalSeconds: 1 };
  await writeFile(world.fleetFile, JSON.stringify({ ...fleet, agents, watchdog }));
}

/** Reports her state as Codex does, again and again; one who is silent does so only at first. */
const STAND_IN = [
  '#!/bin/sh',
  'case "$1" in',
  '  --version) echo "stand-in 0.0.1"; exit 0 ;;',
  '  --help | app-server) exit 2 ;;',
  'esac',
  'plays=$(cat "$CODEX_HOME/plays")',
  'case "$plays" in silent) state=working; times="1 2 3 4" ;; gone) state=idle; times="1 2" ;; *) state=$plays; times=$(seq 600) ;; esac',
  `for _ in $times; do printf '\\033]7501;state=%s:app=codex\\007' "$state"; sleep 2; done &`,
  'exec cat',
  '',
].join('\n');

/** As a person does on the command line. */
export async function cli(world: DemoWorld, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [path.join(checkout, 'dist/cli.js'), ...args], {
    cwd: world.workspace,
    env: world.env,
    timeout: 180_000,
  });
  return stdout;
}
