import type { AssignmentRequest } from '../../../../src/core/assignment/assignment.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import {
  matchSkills,
  type Skill,
  type SkillAnswer,
  type SkillInventory,
} from '../../../../src/core/skills.ts';

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

/** What an assignment hears of the skill that it asks for. @throws FleetError `skill_missing` */
export function answerTo(request: AssignmentRequest, inventory: SkillInventory): SkillAnswer | null {
  if (request.skill === null) return null;
  const matches = matchSkills(inventory, request.skill);
  if (matches.length === 0 && !request.allowMissingSkill)
    throw new FleetError('skill_missing', 'She has no skill of this name.');
  return { requested: request.skill, matches };
}
