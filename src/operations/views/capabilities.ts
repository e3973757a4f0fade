import * as z from 'zod';
import type { FleetConfig } from '../../core/config.ts';
import type { SkillInventory } from '../../core/skills.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { homeFields, homeShape, pluginPage, pluginPageShape, systemSkills } from './skills.ts';

/** How many plugins are named (reference contract §0.2). */
const PLUGINS = 20;

/** What an Agentin can be used for (reference contract §1.5). */
export const capabilitiesSchema = z.object({
  agent: z.string(),
  ...homeShape,
  models: z.object({
    default: z.string().nullable(),
    read_only: z.string().nullable(),
    write: z.string().nullable(),
    default_reasoning_effort: z.string().nullable(),
    write_reasoning_effort: z.string().nullable(),
  }),
  skill_count: z.int(),
  system_skills: z.array(z.string()),
  plugin_page_count: z.int(),
  ...pluginPageShape,
  master_mcp_tools: z.literal('not_configured_for_agent'),
  native_subagents: z.literal('assignment_gated'),
  native_subagents_enforcement: z.literal('told_only'),
  write_policy: z.literal('explicit_paths_only'),
  raw_output: z.literal(NOT_RETURNED),
});

export function viewOfCapabilities(
  agentId: string,
  { models }: FleetConfig,
  inventory: SkillInventory,
): z.infer<typeof capabilitiesSchema> {
  const page = pluginPage(inventory, 0, PLUGINS);
  return {
    agent: agentId,
    ...homeFields(agentId),
    models: {
      default: models.default.model,
      read_only: models.default.model,
      write: models.write.model,
      default_reasoning_effort: models.default.effort,
      write_reasoning_effort: models.write.effort,
    },
    skill_count: inventory.skills.length,
    system_skills: systemSkills(inventory),
    plugin_page_count: Object.keys(page.plugins).length,
    ...page,
    master_mcp_tools: 'not_configured_for_agent',
    native_subagents: 'assignment_gated',
    // Codex 0.169 can only leave them out for a whole conversation (`agents.enabled = false`), not for a turn.
    native_subagents_enforcement: 'told_only',
    write_policy: 'explicit_paths_only',
    raw_output: NOT_RETURNED,
  };
}
