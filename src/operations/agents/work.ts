import * as z from 'zod';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { countCharacters } from '../../core/text/characters.ts';
import { forceFlag, idempotencyKeyFlag, noEnterFlag } from '../cliSpec.ts';
import type { OperationContext } from '../context.ts';
import { enter, force, idempotencyKey, oneAgent, pollInterval, spokenText, unlessBlank } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { leaseSchema, viewOfClaim } from '../views/lease.ts';
import { sendResultSchema, viewOfSent } from '../views/sent.ts';
import { statusSchema, viewOfStatus } from '../views/status.ts';

/** Working with one Agentin: say something, wait, interrupt, look at her terminal. */

export const agentSend = defineOperation({
  name: 'agent_send',
  title: 'Send a message to an Agentin',
  description:
    'Sends text into the conversation of a running Agentin: a new turn, or a word into the one that runs. ' +
    'For tasks prefer agent_assign_readonly or agent_assign_write, which bring a sandbox. ' +
    'A message brings no bounds of its own: she may write wherever the fleet lets her, also where an Arbeitsbiene works. ' +
    'delivery says how far it got; follow up with agent_wait. On "delivery_unknown" look at agent_status before sending again, ' +
    'or send again with the same idempotency_key. On "terminal_held_by_person" a person types in her terminal: wait for retry_after_seconds.',
  kind: 'write',
  idempotent: false,
  input: (ids) =>
    z.strictObject({
      agent: oneAgent(ids),
      text: spokenText(12_000).describe('What to say to her.'),
      enter,
      idempotency_key: idempotencyKey,
    }),
  output: sendResultSchema,
  cli: { command: 'send', positionals: ['agent', 'text'], flags: [noEnterFlag, idempotencyKeyFlag] },
  run: async (ctx, { agent, text, enter, idempotency_key: key }) => {
    const wish = { text, enter, idempotencyKey: unlessBlank(key) ?? null };
    const { delivery, claim, pasted } = await ctx.fleet.send(agent, wish, ctx.holder);
    return {
      agent,
      status: 'sent' as const,
      ...viewOfSent({
        chars: countCharacters(text),
        isMultiLine: /[\n\r]/.test(text),
        enter,
        pasted,
        delivery,
      }),
      lease: viewOfClaim(agent, claim, ctx.holder),
    };
  },
});

export const agentWait = defineOperation({
  name: 'agent_wait',
  title: 'Wait for an Agentin',
  description:
    'Waits until something happens at an Agentin: her turn ends, she asks, she hits a limit, she stops. Other calls go on meanwhile. ' +
    'On "timeout" nothing is wrong: wait again. On "tui_starter_context" she has never had a task: assign one. ' +
    'On "blocked_by_limit" see resets_at_utc; on "not_running" start her.',
  kind: 'read',
  idempotent: true,
  input: (ids) =>
    z.strictObject({
      agent: oneAgent(ids),
      timeout_seconds: z.number().int().min(0).max(600).default(120),
      poll_interval_seconds: pollInterval('changes arrive by event, at once.'),
    }),
  output: z.object({
    agent: z.string(),
    status: z.enum([
      'blocked_by_limit',
      'not_running',
      'tui_starter_context',
      'activity_observed',
      'timeout',
    ]),
    timeout_seconds: z.number().int(),
    poll_interval_seconds: z.number().int(),
    poll_count: z.number().int(),
    elapsed_seconds: z.number(),
    initial: statusSchema,
    current: statusSchema,
  }),
  cli: {
    command: 'wait',
    positionals: ['agent'],
    flags: [
      { flag: 'timeout-seconds', argument: 'timeout_seconds', kind: 'integer', help: '0 to 600 (120)' },
      {
        flag: 'poll-interval-seconds',
        argument: 'poll_interval_seconds',
        kind: 'integer',
        help: 'kept for compatibility: changes arrive by event',
      },
    ],
  },
  run: async (ctx, { agent, timeout_seconds: timeoutSeconds, poll_interval_seconds: poll }) => {
    const result = await ctx.fleet.wait(agent, { timeoutSeconds, ...listening(ctx) }, ctx.holder);
    // The caller knows now; the next wait is for something new.
    if (result.current.activity.state === 'done') ctx.fleet.markLooked(agent);
    return {
      agent,
      status: result.status,
      timeout_seconds: timeoutSeconds,
      poll_interval_seconds: poll,
      poll_count: result.observations,
      elapsed_seconds: Math.round(result.elapsedMs) / 1000,
      initial: viewOfStatus(ctx, result.initial),
      current: viewOfStatus(ctx, result.current),
    };
  },
});

function listening({ signal, onProgress }: OperationContext) {
  return { ...(signal && { signal }), ...(onProgress && { onProgress: teller(onProgress) }) };
}

/** Tells what she does when that is another thing than before. */
function teller(tell: (text: string) => void) {
  let told = '';
  return ({ spec, activity }: Pick<AgentSnapshot, 'spec' | 'activity'>): void => {
    const text = `Agentin ${spec.id}: ${activity.state}. ${activity.why}`;
    if (text !== told) tell(text);
    told = text;
  };
}

export const agentInterrupt = defineOperation({
  name: 'agent_interrupt',
  title: 'Interrupt an Agentin',
  description:
    'Ends the turn that an Agentin works on; she stays up and keeps her conversation. Use it when she goes astray or must stop at once. ' +
    'Afterwards you hold her lease. Refused while another Teamleiterin holds her: wait for retry_after_seconds, or ask a person before using force. ' +
    'On "terminal_held_by_person" a person types in her terminal: wait for retry_after_seconds; force does not change that.',
  kind: 'destructive',
  idempotent: true,
  input: (ids) => z.strictObject({ agent: oneAgent(ids), force }),
  output: z.object({
    agent: z.string(),
    status: z.literal('interrupt_sent'),
    lease: leaseSchema,
    response_output: z.literal(NOT_RETURNED),
  }),
  cli: { command: 'interrupt', positionals: ['agent'], flags: [forceFlag] },
  run: async (ctx, { agent, force }) => {
    const claim = await ctx.fleet.interrupt(agent, { force }, ctx.holder);
    return {
      agent,
      status: 'interrupt_sent' as const,
      lease: viewOfClaim(agent, claim, ctx.holder),
      response_output: NOT_RETURNED,
    };
  },
});
