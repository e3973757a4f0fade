import * as z from 'zod';
import type { InitializeParams } from '../protocol/InitializeParams.ts';
import type { ConfigBatchWriteParams } from '../protocol/v2/ConfigBatchWriteParams.ts';
import type { ConfigReadParams } from '../protocol/v2/ConfigReadParams.ts';
import type { GetAccountRateLimitsParams } from '../protocol/v2/GetAccountRateLimitsParams.ts';
import type { GetAccountRateLimitsResponse } from '../protocol/v2/GetAccountRateLimitsResponse.ts';
import type { ThreadLoadedListParams } from '../protocol/v2/ThreadLoadedListParams.ts';
import type { ThreadLoadedListResponse } from '../protocol/v2/ThreadLoadedListResponse.ts';
import type { ThreadReadParams } from '../protocol/v2/ThreadReadParams.ts';
import type { ThreadReadResponse } from '../protocol/v2/ThreadReadResponse.ts';
import type { ThreadResumeParams } from '../protocol/v2/ThreadResumeParams.ts';
import type { ThreadResumeResponse } from '../protocol/v2/ThreadResumeResponse.ts';
import type { ThreadSettingsUpdateParams } from '../protocol/v2/ThreadSettingsUpdateParams.ts';
import type { ThreadTurnsListParams } from '../protocol/v2/ThreadTurnsListParams.ts';
import type { ThreadTurnsListResponse } from '../protocol/v2/ThreadTurnsListResponse.ts';
import type { TurnInterruptParams } from '../protocol/v2/TurnInterruptParams.ts';
import type { TurnStartParams } from '../protocol/v2/TurnStartParams.ts';
import type { TurnStartResponse } from '../protocol/v2/TurnStartResponse.ts';
import { FleetError } from '../../../core/errors.ts';
import type { RpcClient } from '../rpc/client.ts';
import { rateLimits } from './notifications.ts';
import { maybe, schemaFor } from './schemaFor.ts';
import { resumedSettings, thread, turn, turnsPage } from './threads.ts';

const ignored = z.unknown();

/** What we read of a home's config.toml: only what permission profiles need. */
const configRead = z.object({
  config: z.object({
    model: maybe(z.string()),
    model_reasoning_effort: maybe(z.string()),
    default_permissions: maybe(z.string()),
    permissions: maybe(z.record(z.string(), maybe(z.object({ description: maybe(z.string()) })))),
  }),
});
export type CodexConfig = z.infer<typeof configRead>['config'];

/** A method of the app-server: what it takes (at compile time) and what it answers (checked). */
export interface Call<Params, Result extends z.ZodType> {
  readonly method: string;
  readonly result: Result;
  /** Only there to carry the type. */
  readonly params?: Params;
}

function method<Params>() {
  return <R extends z.ZodType>(name: string, result: R): Call<Params, R> => ({ method: name, result });
}

export const calls = {
  initialize: method<InitializeParams>()('initialize', z.object({ userAgent: z.string().optional() })),
  loadedThreads: method<ThreadLoadedListParams>()(
    'thread/loaded/list',
    schemaFor<ThreadLoadedListResponse>()(z.object({ data: z.array(z.string()) })),
  ),
  readThread: method<ThreadReadParams>()(
    'thread/read',
    schemaFor<ThreadReadResponse>()(z.object({ thread })),
  ),
  resumeThread: method<ThreadResumeParams>()(
    'thread/resume',
    schemaFor<ThreadResumeResponse>()(
      z.object({ thread, initialTurnsPage: maybe(turnsPage), ...resumedSettings.shape }),
    ),
  ),
  listTurns: method<ThreadTurnsListParams>()(
    'thread/turns/list',
    schemaFor<ThreadTurnsListResponse>()(turnsPage),
  ),
  startTurn: method<TurnStartParams>()('turn/start', schemaFor<TurnStartResponse>()(z.object({ turn }))),
  interruptTurn: method<TurnInterruptParams>()('turn/interrupt', ignored),
  updateSettings: method<ThreadSettingsUpdateParams>()('thread/settings/update', ignored),
  readRateLimits: method<GetAccountRateLimitsParams>()(
    'account/rateLimits/read',
    schemaFor<GetAccountRateLimitsResponse>()(z.object({ rateLimits })),
  ),
  readConfig: method<ConfigReadParams>()('config/read', configRead),
  writeConfig: method<ConfigBatchWriteParams>()('config/batchWrite', ignored),
};

/** Asks the server; an answer that is not of the expected form rejects with `codex_failed`. */
export async function call<Params, R extends z.ZodType>(
  rpc: RpcClient,
  what: Call<Params, R>,
  params: NoInfer<Params>,
  timeoutMs?: number,
): Promise<z.infer<R>> {
  const parsed = what.result.safeParse(await rpc.request(what.method, params, timeoutMs));
  if (parsed.success) return parsed.data;
  throw new FleetError(
    'codex_failed',
    `Codex answered ${what.method} in a form that we do not know. Update Codex Master.`,
    {
      details: { method: what.method },
      cause: parsed.error,
    },
  );
}
