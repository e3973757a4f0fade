import type { Skill, SkillInventory } from '../../../src/core/skills.ts';

/** An inventory of these skills, in the three roots of the reference and the person's own. */
export function inventoryOf(...skills: readonly Skill[]): SkillInventory {
  const from = (prefix: string): number => skills.filter(({ path }) => path.startsWith(prefix)).length;
  const root = (kind: SkillInventory['roots'][number]['kind'], prefix: string) => ({
    kind,
    exists: from(prefix) > 0,
    isLink: false,
    skillCount: from(prefix),
  });
  return {
    roots: [
      root('system', 'skills/'),
      root('plugin_cache', 'plugins/cache/'),
      root('tmp_plugin_cache', '.tmp/plugins/'),
      root('user_agents', '.agents/skills/'),
    ],
    skills,
    isComplete: true,
    linksSkipped: 0,
  };
}

export const imagegen: Skill = {
  name: 'imagegen',
  source: 'system',
  plugin: '',
  path: 'skills/.system/imagegen/SKILL.md',
};

export const brush: Skill = {
  name: 'brush',
  source: 'plugin_cache',
  plugin: 'fluff@mymarket',
  path: 'plugins/cache/mymarket/fluff/1.2.0/skills/brush/SKILL.md',
};

export const mine: Skill = { name: 'mine', source: 'user', plugin: '', path: 'skills/mine/SKILL.md' };
