import type { TurnTuple } from '../../../core/ports.ts';
import type { RpcClient } from '../rpc/client.ts';
import { call, calls, type CodexConfig } from '../wire/calls.ts';
import type { Overrides } from './overrides.ts';
import type { installEdits } from './profiles.ts';

/** What the home names where the tuple names nothing and an earlier process may have overridden it. */
export async function homeChoice(rpc: RpcClient, tuple: TurnTuple): Promise<Partial<Overrides>> {
  if (tuple.model !== null && tuple.effort !== null) return {};
  const { config } = await call(rpc, calls.readConfig, {});
  return {
    ...(config.model !== null && { model: config.model }),
    ...(config.model_reasoning_effort !== null && { effort: config.model_reasoning_effort }),
  };
}

/** Writes the edits that follow from the home's configuration as it is, if there are any. */
export async function editConfig(
  rpc: RpcClient,
  edits: (config: CodexConfig) => ReturnType<typeof installEdits>,
): Promise<void> {
  const { config } = await call(rpc, calls.readConfig, {});
  const list = edits(config);
  if (list.length > 0) await call(rpc, calls.writeConfig, { edits: list });
}
