import * as z from 'zod';
import { redact } from '../../core/redaction/redact.ts';
import { visibleLine } from '../../core/text/visible.ts';
import { directory, unlessBlank, wordList } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { overlapSchema } from '../views/overlap.ts';

/** Paths of an assignment, before there is one. */

const fault = z.enum([
  'blank',
  'url',
  'pattern',
  'control_character',
  'link_loop',
  'no_scope',
  'outside_scope',
]);

export const agentScopeCheck = defineOperation({
  name: 'agent_scope_check',
  title: 'Check the paths of an assignment',
  description:
    'Tells whether write_paths lie within scope, by the rules that assignments go by: links and ".." are followed, URLs and patterns are no paths. ' +
    'Use it before agent_assign_write; it changes nothing. Where "allowed" is false, "problems" says of each path what is wrong. ' +
    'Give as cwd the directory of the Agentin that you are going to assign. "write_overlaps" names running assignments that may write there too: ' +
    'beside "above" and "below" no other one is given until they are over.',
  kind: 'read',
  idempotent: true,
  input: () =>
    z.strictObject({
      scope: wordList.default([]).describe('Paths that the task is about.'),
      write_paths: wordList.default([]).describe('Paths that are to be written.'),
      cwd: directory.optional().describe('What relative paths are relative to; default: where you are.'),
    }),
  output: z.object({
    cwd: z.literal(NOT_RETURNED),
    cwd_state: z.enum(['set', 'not_set']),
    allowed: z.boolean(),
    scope: z.array(z.string()),
    write_paths: z.array(z.string()),
    violations: z.array(z.string()),
    write_overlaps: z.array(overlapSchema.extend({ path: z.string() })),
    problems: z.array(z.object({ list: z.enum(['scope', 'write_paths']), path: z.string(), reason: fault })),
  }),
  cli: {
    command: 'scope-check',
    positionals: [],
    flags: [
      { flag: 'scope', argument: 'scope', kind: 'list', help: 'path that the task is about (repeatable)' },
      {
        flag: 'write-path',
        argument: 'write_paths',
        kind: 'list',
        help: 'path that is to be written (repeatable)',
      },
      { flag: 'cwd', argument: 'cwd', kind: 'text', help: 'what relative paths are relative to' },
    ],
  },
  run: async (ctx, { scope, write_paths: writePaths, cwd: given }) => {
    const cwd = unlessBlank(given);
    const wish = { agentId: null, scope, writePaths, base: ctx.cwd, cwd: cwd ?? null };
    const { allowed, problems, overlaps } = await ctx.fleet.checkScope(wish);
    return {
      cwd: NOT_RETURNED,
      cwd_state: cwd === undefined ? ('not_set' as const) : ('set' as const),
      allowed,
      scope: scope.map(shown),
      write_paths: writePaths.map(shown),
      violations: problems.filter(({ list }) => list === 'write_paths').map(({ given }) => shown(given)),
      write_overlaps: overlaps.map((overlap) => ({
        path: shown(overlap.given),
        agent: overlap.agentId,
        assignment_id: overlap.assignmentId,
        relation: overlap.relation,
      })),
      problems: problems.map((problem) => ({
        list: problem.list,
        path: shown(problem.given),
        reason: problem.fault,
      })),
    };
  },
});

function shown(path: string): string {
  return redact(visibleLine(path));
}
