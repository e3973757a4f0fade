import { l10n } from 'vscode';
import type { AgentModel, FinishedTurn } from '../../../core/agent/agent.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { momentText } from '../../text/time.ts';
import { phrase, sourceWord, stateWord } from '../../text/words.ts';

/** Everything that was looked at for the state, whether it decided or not, from the most trusted to the least. */
export function alsoSeen({ model }: AgentSnapshot, nowMs: number): string[] {
  return [
    sessionText(model),
    model.session.kind === 'present' ? linkText(model) : null,
    model.pending.length > 0 ? l10n.t('open requests: {0}', model.pending.length) : null,
    threadText(model),
    model.lastTurn === null ? null : lastTurnText(model.lastTurn, nowMs),
    sightingText(model),
  ].filter((text) => text !== null);
}

function sessionText({ session }: AgentModel): string {
  switch (session.kind) {
    case 'present':
      return session.server?.dead
        ? l10n.t('tmux: her app-server has ended')
        : l10n.t('tmux: her session is there');
    case 'absent':
      return l10n.t('tmux: no session');
    case 'lost':
      return l10n.t('tmux: her session is gone');
    case 'unknown':
      return l10n.t('tmux: not looked at yet');
  }
}

function linkText({ link, control }: AgentModel): string | null {
  if (control === 'terminal') return null;
  switch (link.kind) {
    case 'connected':
      return l10n.t('app-server: connected');
    case 'connecting':
      return l10n.t('app-server: connecting, attempt {0}', link.attempt);
    case 'none':
      return l10n.t('app-server: not connected');
  }
}

function threadText({ thread, turn }: AgentModel): string | null {
  if (turn !== null) return l10n.t('conversation: a turn runs');
  switch (thread.kind) {
    case 'active':
      return l10n.t('conversation: active');
    case 'idle':
      return l10n.t('conversation: at rest');
    case 'systemError':
      return l10n.t('conversation: Codex reports an error');
    case 'notLoaded':
      return l10n.t('conversation: not loaded');
    case 'unknown':
      return null;
  }
}

function lastTurnText({ outcome, endedAtMs }: FinishedTurn, nowMs: number): string {
  const at = momentText(endedAtMs, nowMs);
  switch (outcome) {
    case 'completed':
      return l10n.t('last turn: completed at {0}', at);
    case 'interrupted':
      return l10n.t('last turn: interrupted at {0}', at);
    case 'failed':
      return l10n.t('last turn: failed at {0}', at);
  }
}

function sightingText({ sighting }: AgentModel): string | null {
  if (sighting === null) return null;
  const { source, state, evidence } = sighting;
  return l10n.t('{0}: {1} ({2})', sourceWord(source), stateWord(state), phrase(evidence));
}
