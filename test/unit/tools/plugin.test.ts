import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tools } from '../../../src/operations/index.ts';
import { VERSION } from '../../../src/operations/version.ts';
import contractTools from '../operations/contractTools.json' with { type: 'json' };

const plugin = path.resolve(import.meta.dirname, '../../../media/plugin');
const text = (name: string): string => readFileSync(path.join(plugin, name), 'utf8');
const json = (name: string): unknown => JSON.parse(text(name));

const SKILLS = ['skills/codex-master/SKILL.md', 'skills/codex-master/SKILL.de.md'];

/** Words of a skill that are written like our tools. */
function toolsIn(skill: string): string[] {
  const words = skill.match(/\b(?:agent|fleet|master|worktree|integration|commit)_[a-z_]+\b/gu) ?? [];
  const errorCodes = new Set(['agent_lease_held_by_other_client']);
  return [...new Set(words)].filter((word) => !errorCodes.has(word)).toSorted();
}

describe('the Codex plugin', () => {
  it('has the version of the package, and every part that it names', () => {
    expect(json('.codex-plugin/plugin.json')).toMatchObject({
      name: 'codex-master',
      version: VERSION,
      author: { name: 'Codex Master' },
      license: 'MIT',
      skills: './skills/',
      mcpServers: './.mcp.json',
      apps: './.app.json',
      interface: {
        displayName: 'Codex Master',
        developerName: 'Codex Master',
        defaultPrompt: { length: 3 },
        brandColor: expect.stringMatching(/^#[0-9a-f]{6}$/u) as unknown,
      },
    });
    expect(json('.mcp.json')).toMatchObject({
      mcpServers: {
        'codex-master-mcp': { command: './bin/codex-master-mcp', cwd: '.', startup_timeout_sec: 120 },
      },
    });
  });

  it.each(SKILLS)('%s tells of each of the 30 tools, and of none that there is not', (name) => {
    const known = contractTools.map((tool) => tool.name).toSorted();
    expect(toolsIn(text(name))).toEqual(known);
    expect(tools.filter((tool) => !known.includes(tool.name)).map((tool) => tool.name)).toEqual([]);
  });

  it.each(SKILLS)('%s is short enough to be read whole', (name) => {
    expect(text(name).split('\n').length).toBeLessThanOrEqual(300);
  });

  it('says for whom the skill is in the words by which Codex chooses it', () => {
    const [, name, description = ''] =
      /^---\nname: (.+)\ndescription: (.+)\n---\n/u.exec(text(SKILLS[0] ?? '')) ?? [];
    expect(name).toBe('codex-master');
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(description).toMatch(/leading Codex.*Not for a Codex that is an Agentin herself/u);
  });

  it('has the same chapters and templates in both languages', () => {
    const shape = (name: string): unknown => [
      text(name).match(/^## /gmu)?.length,
      text(name).match(/^```json$/gmu)?.length,
      text(name).match(/^\|/gmu)?.length,
    ];
    expect(shape(SKILLS[1] ?? '')).toEqual(shape(SKILLS[0] ?? ''));
  });
});
