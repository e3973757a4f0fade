import * as z from 'zod';
import type { Skill, SkillInventory } from '../../core/skills.ts';
import { visibleLine } from '../../core/text/visible.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { labelOf } from './identity.ts';

/** The skills of an Agentin as results show them (reference contract §6): names and counts, never a content. */

export const namedSkillSchema = z.object({
  name: z.string(),
  source: z.enum([
    'system',
    'user',
    'plugin_cache',
    'tmp_plugin_cache',
    'tmp_agent_skills',
    'user_agents',
    'unknown',
  ]),
  plugin: z.string(),
  path: z.string(),
});

const rootSchema = z.object({
  kind: z.enum(['system', 'plugin_cache', 'tmp_plugin_cache', 'user_agents']),
  path: z.literal(NOT_RETURNED),
  path_state: z.literal('configured'),
  exists: z.boolean(),
  symlink: z.boolean(),
  skill_count: z.int(),
});

/** A page of the plugins, each with how many skills it has. */
export const pluginPageShape = {
  plugin_count: z.int(),
  plugins_offset: z.int(),
  plugins_limit: z.int(),
  plugins: z.record(z.string(), z.int()),
  plugins_truncated: z.boolean(),
};

export const homeShape = {
  label: z.string(),
  home: z.literal(NOT_RETURNED),
  home_kind: z.literal('managed_agent_home'),
};

export const skillsSchema = z.object({
  agent: z.string(),
  ...homeShape,
  total: z.int(),
  roots: z.array(rootSchema),
  by_source: z.record(z.string(), z.int()),
  system_skills: z.array(z.string()),
  ...pluginPageShape,
  inventory_complete: z.boolean(),
  links_skipped: z.int(),
  skill_file_contents: z.literal(NOT_RETURNED),
  names_total: z.int().optional(),
  names_offset: z.int().optional(),
  names_limit: z.int().optional(),
  names: z.array(namedSkillSchema).optional(),
  names_truncated: z.boolean().optional(),
});

export interface SkillPage {
  readonly include_names: boolean;
  readonly limit: number;
  readonly names_offset: number;
  readonly plugins_offset: number;
  readonly plugins_limit: number;
}

export function viewOfSkills(agentId: string, inventory: SkillInventory, page: SkillPage) {
  const { skills } = inventory;
  return {
    agent: agentId,
    ...homeFields(agentId),
    total: skills.length,
    roots: inventory.roots.map(({ kind, exists, isLink, skillCount }) => ({
      kind,
      path: NOT_RETURNED,
      path_state: 'configured' as const,
      exists,
      symlink: isLink,
      skill_count: skillCount,
    })),
    by_source: counted(skills.map(({ source }) => source)),
    system_skills: systemSkills(inventory),
    ...pluginPage(inventory, page.plugins_offset, page.plugins_limit),
    inventory_complete: inventory.isComplete,
    links_skipped: inventory.linksSkipped,
    skill_file_contents: NOT_RETURNED,
    ...(page.include_names && namePage(skills, page)),
  };
}

export function homeFields(agentId: string) {
  return { label: labelOf(agentId), home: NOT_RETURNED, home_kind: 'managed_agent_home' } as const;
}

/** Folders are called as whoever made them liked: what is shown of a name is what can be seen. */
export function viewOfSkill({ name, source, plugin, path }: Skill): z.infer<typeof namedSkillSchema> {
  return { name: visibleLine(name), source, plugin: visibleLine(plugin), path: visibleLine(path) };
}

/** The names of the skills that come with Codex, each once. */
export function systemSkills({ skills }: SkillInventory): string[] {
  const names = skills.filter(({ source }) => source === 'system').map(({ name }) => visibleLine(name));
  return [...new Set(names)].toSorted();
}

export function pluginPage({ skills }: SkillInventory, offset: number, limit: number) {
  const plugins = Object.entries(counted(skills.map(({ plugin }) => visibleLine(plugin)).filter(Boolean)));
  return {
    plugin_count: plugins.length,
    plugins_offset: offset,
    plugins_limit: limit,
    plugins: Object.fromEntries(plugins.slice(offset, offset + limit)),
    plugins_truncated: offset + limit < plugins.length,
  };
}

function namePage(skills: readonly Skill[], { names_offset: offset, limit }: SkillPage) {
  return {
    names_total: skills.length,
    names_offset: offset,
    names_limit: limit,
    names: skills.slice(offset, offset + limit).map(viewOfSkill),
    names_truncated: offset + limit < skills.length,
  };
}

/** How often each word occurs, words in order. */
function counted(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
