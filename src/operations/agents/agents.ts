import path from 'node:path';
import * as z from 'zod';
import { forceFlag } from '../cliSpec.ts';
import { plainRefusal } from '../failure.ts';
import { agentOrAll, directory, force, unlessBlank } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { forEachAgent, resultsOf } from '../several.ts';
import { leaseSchema, viewOfLease } from '../views/lease.ts';
import { alreadyRunningSchema, startedSchema, viewOfStart } from '../views/start.ts';
import { statusSchema, viewOfStatus } from '../views/status.ts';

/** The life of an Agentin: start, look, stop. */

export const agentStart = defineOperation({
  name: 'agent_start',
  title: 'Start Agentinnen',
  description:
    'Starts one Agentin or the whole fleet: her app-server and her terminal in tmux, on the conversation she had before. ' +
    'One that runs already stays as she is (status "already_running", "ignored" names what of your wish was not done: agent_stop her first). Use it first, and again when agent_status says "lost". ' +
    'On failure the entry says what to mend (launcher, home, directory); nothing is left half started.',
  kind: 'write',
  idempotent: true,
  input: (ids) =>
    z.strictObject({
      agent: agentOrAll(ids, 'both'),
      cwd: directory.optional().describe('Directory to work in; default: where you are.'),
      prompt: z.string().max(12_000).optional().describe('First message, sent once she is ready.'),
    }),
  output: resultsOf(startedSchema, alreadyRunningSchema),
  cli: {
    command: 'start',
    positionals: ['agent'],
    flags: [
      { flag: 'cwd', argument: 'cwd', kind: 'text', help: 'directory to work in' },
      { flag: 'prompt', argument: 'prompt', kind: 'text', help: 'first message' },
    ],
  },
  run: async (ctx, { agent, ...given }) => {
    const [cwd, prompt] = [unlessBlank(given.cwd), unlessBlank(given.prompt)];
    return forEachAgent(ctx, agent, async (id) => {
      const wish = { cwd: startDirectory(ctx, id, cwd), prompt: prompt ?? null };
      const result = await ctx.fleet.start(id, wish, ctx.holder);
      return viewOfStart(ctx, result, { cwd: cwd !== undefined });
    });
  },
});

/** What the caller names, read from where the caller is; else the Agentin's own; else where the caller is. */
function startDirectory(
  ctx: { readonly cwd: string; readonly fleet: { readonly config: { readonly agents: readonly Spec[] } } },
  agentId: string,
  cwd: string | undefined,
): string | null {
  if (cwd !== undefined) return cwd.startsWith('~') ? cwd : path.resolve(ctx.cwd, cwd);
  const own = ctx.fleet.config.agents.find(({ id }) => id === agentId)?.cwd;
  return own === undefined || own === null ? ctx.cwd : null;
}

type Spec = { readonly id: string; readonly cwd: string | null };

/** Why the fleet goes on with an older fleet file than the one on disk. */
const configProblemSchema = z.object({ error: z.string(), error_code: z.string(), retryable: z.boolean() });

export const agentStatus = defineOperation({
  name: 'agent_status',
  title: 'Status of Agentinnen',
  description:
    'Shows what Agentinnen do right now: activity (with source, evidence and why), lease, last assignment, tokens and usage limits. ' +
    'Cheap and safe at any time. Use agent_wait instead of calling this in a loop. ' +
    '"needs_approval" and "needs_input" wait for a person; "lost" is brought back by agent_start.',
  kind: 'read',
  idempotent: true,
  input: (ids) => z.strictObject({ agent: agentOrAll(ids, 'all') }),
  output: resultsOf(statusSchema).extend({ config_problem: configProblemSchema.optional() }),
  cli: { command: 'status', positionals: ['agent'], flags: [] },
  run: async (ctx, { agent }) => {
    const look = async (id: string) => viewOfStatus(ctx, await ctx.fleet.status(id, ctx.holder));
    const problem = ctx.fleet.configProblem;
    const { results } = await forEachAgent(ctx, agent, look);
    return { results, ...(problem !== null && { config_problem: plainRefusal(problem) }) };
  },
});

const stoppedSchema = z.object({
  agent: z.string(),
  status: z.enum(['stopped', 'not_running']),
  session: z.string(),
  lease: leaseSchema,
});

export const agentStop = defineOperation({
  name: 'agent_stop',
  title: 'Stop Agentinnen',
  description:
    'Ends one Agentin or the whole fleet: terminal, app-server and whatever turn runs; her lease is given back. ' +
    'The conversation is kept and goes on with the next agent_start. Use agent_interrupt to end a turn only. ' +
    'Refused while another Teamleiterin holds her or a person types in her terminal: wait for retry_after_seconds, or ask a person before using force.',
  kind: 'destructive',
  idempotent: true,
  input: (ids) => z.strictObject({ agent: agentOrAll(ids, 'both'), force }),
  output: resultsOf(stoppedSchema),
  cli: { command: 'stop', positionals: ['agent'], flags: [forceFlag] },
  run: async (ctx, { agent, force }) =>
    forEachAgent(ctx, agent, async (id) => {
      const { status } = await ctx.fleet.stop(id, { force }, ctx.holder);
      const { spec, lease } = ctx.fleet.peek(id, ctx.holder);
      return { agent: id, status, session: spec.session, lease: viewOfLease(id, lease) };
    }),
});
