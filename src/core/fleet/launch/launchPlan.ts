import type { AgentSpec, FleetConfig } from '../../config.ts';
import type { CheckedLauncher, WindowCommand } from '../../ports.ts';

export interface LaunchFacts {
  readonly spec: AgentSpec;
  readonly config: FleetConfig;
  readonly launcher: CheckedLauncher;
  readonly cwd: string;
  /** The folder that Codex is to trust while it runs; null leaves that to its home. */
  readonly trustedFolder: string | null;
  readonly env: Readonly<Record<string, string>>;
  /** Where the app-server listens; null on the `terminal` rung. */
  readonly socketPath: string | null;
  /** The conversation to go on with; null begins a new one. */
  readonly threadId: string | null;
}

/** The app-server's command. It outlives every client. */
export function serverCommand(facts: LaunchFacts): WindowCommand {
  const argv = [
    ...facts.launcher.argv,
    'app-server',
    ...modelArgs(facts.config, 'config'),
    ...trustArgs(facts),
    '--listen',
    `unix://${facts.socketPath ?? ''}`,
  ];
  return { argv, env: facts.env, cwd: facts.cwd };
}

/**
 * The command of the TUI: a client of the app-server, or on the `terminal` rung Codex by itself. Codex refuses
 * "permission overrides when resuming a remote task": there the base tuple is put in force through the app-server.
 */
export function viewCommand(facts: LaunchFacts): WindowCommand {
  const resume = facts.threadId === null ? [] : ['resume', facts.threadId];
  const remote = facts.socketPath === null ? plainArgs(facts) : ['--remote', `unix://${facts.socketPath}`];
  const argv = [
    ...facts.launcher.argv,
    ...resume,
    ...remote,
    '-C',
    facts.cwd,
    ...modelArgs(facts.config, 'flags'),
    ...(facts.threadId !== null && facts.socketPath !== null ? [] : policyArgs(facts.config)),
    ...(facts.config.launch.search ? ['--search'] : []),
    ...facts.config.launch.extraArgs,
  ];
  return { argv, env: facts.env, cwd: facts.cwd };
}

function plainArgs(facts: LaunchFacts): readonly string[] {
  return [...(facts.launcher.noDaemon ? ['--no-daemon'] : []), ...trustArgs(facts)];
}

/** The program that keeps the conversation goes by it: the app-server, or Codex by itself. */
function trustArgs({ trustedFolder }: LaunchFacts): readonly string[] {
  if (trustedFolder === null) return [];
  // JSON's escapes are TOML's as well, DEL aside, which JSON leaves bare.
  const key = JSON.stringify(trustedFolder).replaceAll('\u007F', String.raw`\u007F`);
  return ['-c', `projects={${key}={trust_level="trusted"}}`];
}

function modelArgs(config: FleetConfig, as: 'config' | 'flags'): readonly string[] {
  const { model, effort } = config.models.default;
  const modelPart = as === 'flags' ? ['--model', model ?? ''] : ['-c', `model=${JSON.stringify(model)}`];
  const effortPart = ['-c', `model_reasoning_effort=${JSON.stringify(effort)}`];
  return [...(model === null ? [] : modelPart), ...(effort === null ? [] : effortPart)];
}

function policyArgs(config: FleetConfig): readonly string[] {
  return config.launch.policy === 'yolo'
    ? ['--dangerously-bypass-approvals-and-sandbox']
    : ['-a', 'on-request', '-s', 'workspace-write'];
}
