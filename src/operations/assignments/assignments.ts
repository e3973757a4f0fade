import * as z from 'zod';
import type { AssignmentRequest, Role } from '../../core/assignment/assignment.ts';
import { acceptance, acceptanceFlag, acceptanceFrom } from './acceptance.ts';
import { idempotencyKeyFlag, noEnterFlag, type FlagSpec } from '../cliSpec.ts';
import type { OperationContext } from '../context.ts';
import { enter, idempotencyKey, oneAgent, spokenText, trimmed, unlessBlank, wordList } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { assignedSchema, viewOfAssigned, type Assigned } from '../views/assigned.ts';
import { roleOfName, roleSchema } from '../views/role.ts';

/** Tasks with a role: the Exploriererin only reads, the Arbeitsbiene writes where she was told to. */

const taskShape = {
  task: spokenText(4000).describe('What to do, as one person would tell another.'),
  skill: z
    .string()
    .max(300)
    .optional()
    .describe('Skill to use: `name` or `plugin:name`. Refused when she does not have it.'),
  scope: wordList
    .default([])
    .describe('Paths that the task is about; every write path must lie within one of them.'),
  context: wordList.default([]).describe('Facts that she needs.'),
  forbidden: wordList.default([]).describe('What she must not do.'),
  acceptance,
  name: z.string().max(80).optional().describe('A name for this Agentin in this task.'),
  enter,
  allow_missing_skill: z.boolean().default(false).describe('Go on although she does not have the skill.'),
  allow_subagents: z.boolean().default(false).describe('May she start sub-agents within the same bounds?'),
  idempotency_key: idempotencyKey,
};

const writePaths = wordList.describe(
  'The only paths that may be written; each must lie within a path of scope, which you name too.',
);

type TaskInput = z.output<z.ZodObject<typeof taskShape>> & { readonly agent: string };

async function assign(
  ctx: OperationContext,
  role: Role,
  input: TaskInput,
  paths: readonly string[],
): Promise<Assigned> {
  const request = requestOf(role, input, paths);
  const key = unlessBlank(input.idempotency_key) ?? null;
  return viewOfAssigned(
    ctx,
    input.agent,
    request,
    await ctx.fleet.assign(input.agent, request, key, ctx.holder),
  );
}

function requestOf(role: Role, input: TaskInput, paths: readonly string[]): AssignmentRequest {
  return {
    role,
    task: input.task.trim(),
    skill: orNull(input.skill),
    scope: trimmed(input.scope),
    writePaths: trimmed(paths),
    context: trimmed(input.context),
    forbidden: trimmed(input.forbidden),
    acceptance: acceptanceFrom(input.acceptance),
    name: orNull(input.name),
    allowSubagents: input.allow_subagents,
    allowMissingSkill: input.allow_missing_skill,
    enter: input.enter,
  };
}

function orNull(text: string | undefined): string | null {
  return unlessBlank(text)?.trim() ?? null;
}

const taskFlags: readonly FlagSpec[] = [
  { flag: 'task', argument: 'task', kind: 'text', help: 'what to do (required)' },
  { flag: 'skill', argument: 'skill', kind: 'text', help: 'skill to use' },
  { flag: 'scope', argument: 'scope', kind: 'list', help: 'path that the task is about (repeatable)' },
  { flag: 'context', argument: 'context', kind: 'list', help: 'fact that she needs (repeatable)' },
  { flag: 'forbid', argument: 'forbidden', kind: 'list', help: 'what she must not do (repeatable)' },
  acceptanceFlag,
  { flag: 'name', argument: 'name', kind: 'text', help: 'a name for this Agentin in this task' },
  noEnterFlag,
  {
    flag: 'allow-missing-skill',
    argument: 'allow_missing_skill',
    kind: 'on',
    help: 'go on although the skill is not installed',
  },
  { flag: 'allow-subagents', argument: 'allow_subagents', kind: 'on', help: 'she may start sub-agents' },
  idempotencyKeyFlag,
];

const writeFlag: FlagSpec = {
  flag: 'write-path',
  argument: 'write_paths',
  kind: 'list',
  help: 'path that may be written (repeatable)',
};

const failureHint =
  'On "scope_violation" or "role_violation" correct the paths (agent_scope_check tells which); on "write_paths_nested" wait for the other assignment, or give her a worktree; on "skill_missing" see agent_skills; on "agent_not_running" start her first; ' +
  'on "agent_lease_held_by_other_client" or "terminal_held_by_person" wait for retry_after_seconds. Follow up with agent_wait.';

export const agentAssign = defineOperation({
  name: 'agent_assign',
  title: 'Assign a task by role',
  description:
    'Gives a running Agentin a task in the role you name. agent_assign_readonly and agent_assign_write say the same more clearly. ' +
    failureHint,
  kind: 'write',
  idempotent: false,
  input: (ids) =>
    z.strictObject({
      agent: oneAgent(ids),
      role: roleSchema,
      ...taskShape,
      write_paths: writePaths.default([]),
    }),
  output: assignedSchema,
  cli: {
    command: 'assign',
    positionals: ['agent'],
    flags: [
      { flag: 'role', argument: 'role', kind: 'text', help: 'exploriererin or arbeitsbiene (required)' },
      ...taskFlags,
      writeFlag,
    ],
  },
  run: async (ctx, input) => assign(ctx, roleOfName(input.role), input, input.write_paths),
});

export const agentAssignReadonly = defineOperation({
  name: 'agent_assign_readonly',
  title: 'Assign an Exploriererin',
  description:
    'Gives a running Agentin a task that only reads: find, explain, review. On the app-server rung the sandbox lets her write nothing; ' +
    `scope_enforcement "told_only" means that she was merely told. ${failureHint}`,
  kind: 'write',
  idempotent: false,
  input: (ids) => z.strictObject({ agent: oneAgent(ids), ...taskShape }),
  output: assignedSchema,
  cli: { command: 'assign-readonly', positionals: ['agent'], flags: taskFlags },
  run: async (ctx, input) => assign(ctx, 'explorer', input, []),
});

export const agentAssignWrite = defineOperation({
  name: 'agent_assign_write',
  title: 'Assign an Arbeitsbiene',
  description:
    'Gives a running Agentin a task that changes files, and names the only paths that may be written. On the app-server rung the sandbox ' +
    `enforces them; scope_enforcement "told_only" means that she was merely told. ${failureHint}`,
  kind: 'write',
  idempotent: false,
  input: (ids) => z.strictObject({ agent: oneAgent(ids), ...taskShape, write_paths: writePaths }),
  output: assignedSchema,
  cli: { command: 'assign-write', positionals: ['agent'], flags: [...taskFlags, writeFlag] },
  run: async (ctx, input) => assign(ctx, 'worker', input, input.write_paths),
});
