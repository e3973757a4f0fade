import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkout } from '../host/paths.ts';
import { timesOf } from './clock.ts';
import type { Figure } from './figures.ts';
import { McpProcess } from './mcpProcess.ts';
import { clearFolder } from '../tools/clearFolder.ts';

const AGENTS = ['a', 'b', 'c'];
const SKILLS_EACH = 100;
const RUNS = 300;
/** Until change times are settled and everything is watched. */
const SETTLED_MS = 500;

/** `agent_skills` of three homes with 300 skills in all, as a lead asks a Masterjet that knows them. */
export async function skills(): Promise<Figure[]> {
  const root = path.join(checkout, '.test-homes', 'bench-skills');
  const mcp = await McpProcess.start(makeHomes(root), root);
  try {
    const first = await timesOf(1, async () => mcp.call('agent_skills', {}));
    await delay(SETTLED_MS);
    for (let run = 0; run < 3; run += 1) await mcp.call('agent_skills', {});
    await delay(SETTLED_MS);
    const figure = async (name: string, tool: string, args: object): Promise<Figure> => ({
      name,
      unit: 'ms',
      values: await timesOf(RUNS, async () => mcp.call(tool, { ...args })),
      goal: { of: 'p50', atMost: 1 },
    });
    return [
      { name: 'agent_skills, the first of a process', unit: 'ms', values: first },
      await figure('agent_skills of three homes with 300 skills', 'agent_skills', {}),
      await figure('agent_skills of one home with 100 skills', 'agent_skills', { agent: 'a' }),
      await figure('agent_skill_match in three homes', 'agent_skill_match', { skill: 'p1:skill-1' }),
    ];
  } finally {
    await mcp.end();
    await clearFolder(root);
  }
}

function makeHomes(root: string): NodeJS.ProcessEnv {
  rmSync(root, { recursive: true, force: true });
  for (const id of AGENTS) {
    for (let at = 0; at < SKILLS_EACH; at += 1) {
      const below = [`skills/skill-${at}`, `plugins/cache/market/p${at % 10}/1.0.0/skills/skill-${at}`];
      const folder = path.join(root, id, below[at % 2] ?? '');
      mkdirSync(path.join(folder, 'scripts'), { recursive: true });
      writeFileSync(path.join(folder, 'SKILL.md'), '');
    }
  }
  const agents = AGENTS.map((id) => ({ id, name: id, home: path.join(root, id) }));
  const fleetFile = path.join(root, 'fleet.json');
  writeFileSync(fleetFile, JSON.stringify({ version: 1, agents }));
  return {
    ...process.env,
    HOME: root,
    CODEX_MASTER_FLEET: fleetFile,
    CODEX_MASTER_MCP_STATE: path.join(root, 'state'),
    XDG_RUNTIME_DIR: path.join(root, 'run'),
  };
}
