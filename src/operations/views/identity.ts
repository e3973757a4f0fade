import * as z from 'zod';
import type { FleetConfig } from '../../core/config.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { NOT_RETURNED } from '../sentinels.ts';

/** Who an Agentin is and how she is set up; her home, launcher and directory only as being there or not. */
export const identityShape = {
  agent: z.string(),
  label: z.string(),
  name: z.string(),
  backend: z.literal('tmux'),
  session: z.string(),
  home: z.literal(NOT_RETURNED),
  home_kind: z.literal('managed_agent_home'),
  runner: z.literal(NOT_RETURNED),
  runner_state: z.enum(['configured', 'not_configured']),
  cwd: z.literal(NOT_RETURNED),
  cwd_state: z.enum(['set', 'not_set']),
  model: z.string().nullable(),
  model_reasoning_effort: z.string().nullable(),
};

export type Identity = z.infer<z.ZodObject<typeof identityShape>>;

export function identityFields(snapshot: AgentSnapshot, config: FleetConfig): Identity {
  const { spec, meta } = snapshot;
  return {
    agent: spec.id,
    label: labelOf(spec.id),
    name: spec.name,
    backend: 'tmux',
    session: spec.session,
    home: NOT_RETURNED,
    home_kind: 'managed_agent_home',
    runner: NOT_RETURNED,
    runner_state: spec.runner === null ? 'not_configured' : 'configured',
    cwd: NOT_RETURNED,
    cwd_state: meta?.cwd ? 'set' : 'not_set',
    ...modelFields(snapshot, config),
  };
}

/** The reference's fixed label; the fleet file's own name for the Agentin is `name`. */
export function labelOf(agentId: string): string {
  return `Codex Agentin ${agentId.toUpperCase()}`;
}

/** What Codex says is in force, else what she was started with, else what the fleet starts with; null leaves it to the home's configuration. */
export function modelFields({ model: { settings }, meta }: AgentSnapshot, config: FleetConfig) {
  const { model, effort } = config.models.default;
  return {
    model: settings?.model ?? meta?.model ?? model,
    model_reasoning_effort: settings?.effort ?? meta?.effort ?? effort,
  };
}
