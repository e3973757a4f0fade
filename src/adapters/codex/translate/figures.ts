import type {
  RateLimits,
  RateLimitWindow,
  ThreadSettings,
  ThreadStatus,
  TokenUsage,
} from '../../../core/agent/agent.ts';
import type { WireRateLimits, WireTokenUsage } from '../wire/notifications.ts';
import type { WireResumedSettings, WireSettings, WireThreadStatus } from '../wire/threads.ts';

export function threadStatus(wire: WireThreadStatus): ThreadStatus {
  switch (wire.type) {
    case 'idle':
    case 'notLoaded':
    case 'systemError':
      return { kind: wire.type };
    case 'active':
      return { kind: 'active', waitingOn: waitingOn(wire.activeFlags ?? []) };
    default:
      return { kind: 'unknown' };
  }
}

function waitingOn(flags: readonly string[]): 'approval' | 'input' | null {
  if (flags.includes('waitingOnApproval')) return 'approval';
  return flags.includes('waitingOnUserInput') ? 'input' : null;
}

/** The context in use is what the last request of the turn took, not the sum of all. */
export function tokenUsage(wire: WireTokenUsage): TokenUsage {
  return {
    contextUsedTokens: wire.last.totalTokens,
    contextWindowTokens: wire.modelContextWindow,
    totalTokens: wire.total.totalTokens,
    inputTokens: wire.total.inputTokens,
    outputTokens: wire.total.outputTokens,
  };
}

/** Updates are sparse: a window that is not named keeps its last value. Null when nothing was named at all. */
export function rateLimits(before: RateLimits | null, wire: WireRateLimits): RateLimits | null {
  const primary = rateLimitWindow(wire.primary);
  const secondary = rateLimitWindow(wire.secondary);
  if (primary === null && secondary === null) return null;
  return { primary: primary ?? before?.primary ?? null, secondary: secondary ?? before?.secondary ?? null };
}

function rateLimitWindow(wire: WireRateLimits['primary']): RateLimitWindow | null {
  if (wire === null) return null;
  return {
    usedPercent: wire.usedPercent,
    windowMinutes: wire.windowDurationMins,
    resetsAtMs: wire.resetsAt === null ? null : wire.resetsAt * 1000,
  };
}

export function threadSettings(wire: WireSettings): ThreadSettings {
  return {
    model: wire.model,
    effort: wire.effort,
    approvalPolicy: approvalWord(wire.approvalPolicy),
    permissions: permissionsWord(wire.activePermissionProfile?.id, wire.sandboxPolicy.type),
  };
}

export function resumedSettings(wire: WireResumedSettings): ThreadSettings {
  const { reasoningEffort, sandbox, ...rest } = wire;
  return threadSettings({ ...rest, effort: reasoningEffort, sandboxPolicy: sandbox });
}

function approvalWord(policy: WireSettings['approvalPolicy']): string {
  return typeof policy === 'string' ? policy : 'granular';
}

/** A sandbox chosen by a flag has no profile; only the one that switches everything off is sure to mean the same. */
function permissionsWord(profileId: string | undefined, sandboxType: string): string | null {
  return profileId ?? (sandboxType === 'dangerFullAccess' ? ':danger-full-access' : null);
}
