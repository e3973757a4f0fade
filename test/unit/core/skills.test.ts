import { describe, expect, it } from 'vitest';
import { identifySkill, matchSkills, type SkillRootKind } from '../../../src/core/skills.ts';
import { brush, imagegen, inventoryOf, mine } from '../fakes/fleet/fakeSkills.ts';

describe('what the path of a skill says', () => {
  it.each<[SkillRootKind, string, string, string, string]>([
    ['system', '.system/imagegen', 'system', 'imagegen', ''],
    ['system', 'mine', 'user', 'mine', ''],
    ['system', 'group/deep', 'user', 'deep', ''],
    ['system', '.hidden/x', 'unknown', 'x', ''],
    [
      'plugin_cache',
      'openai-curated/github/skills/review',
      'plugin_cache',
      'review',
      'github@openai-curated',
    ],
    ['plugin_cache', 'mymarket/fluff/1.2.0/skills/brush', 'plugin_cache', 'brush', 'fluff@mymarket'],
    ['plugin_cache', 'mymarket/stray', 'unknown', 'stray', ''],
    ['tmp_plugin_cache', 'plugins/github/skills/review', 'tmp_plugin_cache', 'review', 'github@tmp'],
    ['tmp_plugin_cache', '.agents/skills/helper', 'tmp_agent_skills', 'helper', 'agents@tmp'],
    ['tmp_plugin_cache', 'elsewhere/x', 'unknown', 'x', ''],
    ['user_agents', 'shared', 'user_agents', 'shared', ''],
  ])('%s %s is of %s', (kind, path, source, name, plugin) => {
    expect(identifySkill(kind, path.split('/'))).toEqual({ source, name, plugin });
  });
});

describe('a reference to a skill', () => {
  const twin = { ...mine, name: 'brush', path: 'skills/brush/SKILL.md' };
  const inventory = inventoryOf(imagegen, mine, twin, brush);

  it.each([
    ['imagegen', [imagegen]],
    [' ImageGen ', [imagegen]],
    ['mine', [mine]],
    ['brush', [twin, brush]],
    ['fluff:brush', [brush]],
    ['fluff/brush', [brush]],
    ['Fluff@MyMarket:brush', [brush]],
    ['fluff@mymarket/brush', [brush]],
    ['other:brush', []],
    ['fluff', []],
    [':mine', []],
    ['', []],
    ['  ', []],
  ])('%j', (reference, found) => {
    expect(matchSkills(inventory, reference)).toEqual(found);
  });
});
