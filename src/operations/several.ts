import * as z from 'zod';
import type { OperationContext } from './context.ts';
import { refusalOf } from './failure.ts';
import { selected } from './input.ts';
import type { JsonObject } from './json.ts';

/** An Agentin at which the operation failed, while others may have succeeded. */
const failedAgentSchema = z.object({
  agent: z.string(),
  error: z.string(),
  error_code: z.string(),
  retryable: z.boolean(),
  retry_after_seconds: z.number().optional(),
});

type FailedAgent = z.infer<typeof failedAgentSchema>;

/** `{results}` of an operation on several Agentinnen. */
export function resultsOf<Success extends readonly z.ZodObject[]>(...successes: Success) {
  return z.object({ results: z.array(z.union([...successes, failedAgentSchema])) });
}

/**
 * Runs `work` for each selected Agentin side by side. Results come in fleet order; one that fails becomes an entry
 * that says why, structured lease data included.
 */
export async function forEachAgent<Result>(
  ctx: OperationContext,
  selection: string,
  work: (agentId: string) => Promise<Result>,
): Promise<{ results: (Result | FailedAgent)[] }> {
  const ids = ctx.fleet.config.agents.map((agent) => agent.id);
  const results = selected(ids, selection).map(async (agentId) => {
    try {
      return await work(agentId);
    } catch (error) {
      return failed(ctx, agentId, error);
    }
  });
  return { results: await Promise.all(results) };
}

function failed(ctx: OperationContext, agentId: string, error: unknown): FailedAgent & JsonObject {
  return { ...refusalOf(ctx, error), agent: agentId };
}
