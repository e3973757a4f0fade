import * as z from 'zod';
import type { FlagSpec } from '../cliSpec.ts';
import { redact } from '../../core/redaction/redact.ts';
import { matchSkills } from '../../core/skills.ts';
import { agentOrAll, spokenText } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { forEachAgent, resultsOf } from '../several.ts';
import { capabilitiesSchema, viewOfCapabilities } from '../views/capabilities.ts';
import { namedSkillSchema, skillsSchema, viewOfSkill, viewOfSkills } from '../views/skills.ts';
import { NOT_RETURNED } from '../sentinels.ts';

/** What Agentinnen are able to do. */

const offset = z.int().min(0).default(0);
/** As the reference's schema has it: no upper bound. */
const openOffset = offset.meta({ maximum: undefined });

const pageFlags: readonly FlagSpec[] = [
  { flag: 'include-names', argument: 'include_names', kind: 'on', help: 'list the skills by name' },
  { flag: 'limit', argument: 'limit', kind: 'integer', help: 'names on a page' },
  { flag: 'names-offset', argument: 'names_offset', kind: 'integer', help: 'names to pass over' },
  { flag: 'plugins-offset', argument: 'plugins_offset', kind: 'integer', help: 'plugins to pass over' },
  { flag: 'plugins-limit', argument: 'plugins_limit', kind: 'integer', help: 'plugins on a page' },
];

export const agentSkills = defineOperation({
  name: 'agent_skills',
  title: 'Skills of Agentinnen',
  description:
    'Counts the skills that Agentinnen have: by where they come from and by plugin; include_names lists them, page by page. ' +
    'Use it before you name a skill in an assignment; agent_skill_match looks for a single one. No skill is opened. ' +
    'When "inventory_complete" is false or "links_skipped" is not 0 she may have more than is listed.',
  kind: 'read',
  idempotent: true,
  input: (ids) =>
    z.strictObject({
      agent: agentOrAll(ids, 'all'),
      include_names: z.boolean().default(false).describe('List the skills by name, too.'),
      limit: z.int().min(0).max(200).default(80).describe('Names on a page.'),
      names_offset: openOffset,
      plugins_offset: openOffset,
      plugins_limit: z.int().min(0).max(200).default(20),
    }),
  output: resultsOf(skillsSchema),
  cli: { command: 'skills', positionals: ['agent'], flags: pageFlags },
  run: async (ctx, { agent, ...page }) =>
    forEachAgent(ctx, agent, async (id) => viewOfSkills(id, await ctx.fleet.skills(id), page)),
});

const matchedSchema = z.object({
  agent: z.string(),
  skill: z.string(),
  available: z.boolean(),
  match_count: z.int(),
  matches: z.array(namedSkillSchema),
  matches_truncated: z.boolean(),
  skill_file_contents: z.literal(NOT_RETURNED),
});

export const agentSkillMatch = defineOperation({
  name: 'agent_skill_match',
  title: 'Find a skill of Agentinnen',
  description:
    'Tells who has a skill: `name`, `plugin:name` or `plugin@market:name`, without regard to case. Use it before an assignment that needs one. ' +
    'When "available" is false, list what there is with agent_skills (include_names).',
  kind: 'read',
  idempotent: true,
  input: (ids) =>
    z.strictObject({
      agent: agentOrAll(ids, 'all'),
      skill: spokenText(300).describe('`name`, `plugin:name` or `plugin@market:name`.'),
      limit: z.int().min(1).max(200).default(8).describe('The most matches for each Agentin.'),
    }),
  output: resultsOf(matchedSchema),
  cli: {
    command: 'skill-match',
    positionals: ['agent', 'skill'],
    flags: [{ flag: 'limit', argument: 'limit', kind: 'integer', help: 'the most matches' }],
  },
  run: async (ctx, { agent, skill, limit }) =>
    forEachAgent(ctx, agent, async (id) => {
      const found = matchSkills(await ctx.fleet.skills(id), skill);
      return {
        agent: id,
        skill: redact(skill.trim()),
        available: found.length > 0,
        match_count: found.length,
        matches: found.slice(0, limit).map(viewOfSkill),
        matches_truncated: found.length > limit,
        skill_file_contents: NOT_RETURNED,
      };
    }),
});

export const agentCapabilities = defineOperation({
  name: 'agent_capabilities',
  title: 'Capabilities of Agentinnen',
  description:
    'Tells what Agentinnen can be used for: models by role, how many skills and which plugins, and what holds for sub-agents and writing. ' +
    'Use it to choose whom to assign. When an entry is refused, its error says what to do.',
  kind: 'read',
  idempotent: true,
  input: (ids) => z.strictObject({ agent: agentOrAll(ids, 'all') }),
  output: resultsOf(capabilitiesSchema),
  cli: { command: 'capabilities', positionals: ['agent'], flags: [] },
  run: async (ctx, { agent }) =>
    forEachAgent(ctx, agent, async (id) =>
      viewOfCapabilities(id, ctx.fleet.config, await ctx.fleet.skills(id)),
    ),
});
