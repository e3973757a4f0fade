import { env, l10n } from 'vscode';
import type { ActivityState, Control, EvidenceSource } from '../../core/agent/agent.ts';
import type { AgentSpec } from '../../core/config.ts';
import type { Role } from '../../core/assignment/assignment.ts';
import type { DeliveryState } from '../../core/assignment/delivery.ts';

/** A state in words, in the window's language. */
export function stateWord(state: ActivityState): string {
  switch (state) {
    case 'stopped':
      return l10n.t('stopped');
    case 'starting':
      return l10n.t('starting');
    case 'idle':
      return l10n.t('idle');
    case 'done':
      return l10n.t('done');
    case 'working':
      return l10n.t('working');
    case 'needs_approval':
      return l10n.t('needs approval');
    case 'needs_input':
      return l10n.t('asks a question');
    case 'limited':
      return l10n.t('limit reached');
    case 'error':
      return l10n.t('error');
    case 'lost':
      return l10n.t('lost');
  }
}

/** A role as one word, for narrow places. */
export function roleWord(role: Role): string {
  return role === 'explorer' ? l10n.t('explorer') : l10n.t('worker');
}

/** A role by the name that the field gives it. */
export function roleTitle(role: Role): string {
  return role === 'explorer' ? 'Exploriererin' : 'Arbeitsbiene';
}

/** What a role may do, in half a sentence. */
export function roleMeaning(role: Role): string {
  return role === 'explorer' ? l10n.t('only reads') : l10n.t('writes where she was told to');
}

export function deliveryWord(state: DeliveryState): string {
  switch (state) {
    case 'accepted':
      return l10n.t('accepted');
    case 'started':
      return l10n.t('started');
    case 'completed':
      return l10n.t('completed');
    case 'failed':
      return l10n.t('failed');
    case 'interrupted':
      return l10n.t('interrupted');
    case 'typed':
      return l10n.t('typed');
    case 'submitted':
      return l10n.t('submitted');
    case 'unconfirmed':
      return l10n.t('unconfirmed');
  }
}

/** Where a piece of evidence comes from. */
export function sourceWord(source: EvidenceSource): string {
  switch (source) {
    case 'app-server':
      return l10n.t('Codex app-server');
    case 'rollout':
      return l10n.t('session file');
    case 'terminal-title':
      return l10n.t('terminal title');
    case 'pane':
      return l10n.t('terminal text');
    case 'tmux':
      return l10n.t('tmux');
    case 'process':
      return l10n.t('process');
    case 'meta':
      return l10n.t('our own records');
  }
}

export function controlWord(control: Control): string {
  return control === 'app-server' ? l10n.t('Codex app-server') : l10n.t('terminal only');
}

/** A permission profile in words; `cm_…` is the one that an assignment has for as long as it runs. */
export function permissionsWord(profile: string): string {
  if (profile.startsWith('cm_')) return l10n.t('she may write what her assignment names');
  switch (profile) {
    case ':workspace':
      return l10n.t('she may write in her folder');
    case ':read-only':
      return l10n.t('she may only read');
    case ':danger-full-access':
      return l10n.t('none: she may write anywhere');
    default:
      return profile;
  }
}

/** When Codex asks before it runs something; a rule that we do not know stays as Codex calls it. */
export function approvalsWord(policy: string): string {
  switch (policy) {
    case 'on-request':
      return l10n.t('asks when she wants more than her sandbox allows');
    case 'never':
      return l10n.t('asks nobody: what her sandbox forbids fails');
    case 'untrusted':
      return l10n.t('asks before every command that may change something');
    case 'on-failure':
      return l10n.t('asks when a command failed in her sandbox');
    default:
      return policy;
  }
}

/** How long a model thinks; an effort that we do not know stays as Codex calls it. */
export function effortWord(effort: string): string {
  switch (effort) {
    case 'none':
      return l10n.t('none');
    case 'minimal':
      return l10n.t('minimal');
    case 'low':
      return l10n.t('low');
    case 'medium':
      return l10n.t('medium');
    case 'high':
      return l10n.t('high');
    case 'xhigh':
      return l10n.t('very high');
    default:
      return effort;
  }
}

/** A word that begins a line, as labels do. */
export function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase(env.language) + word.slice(1);
}

/** One of the core's fixed public phrases in the window's language; a phrase without a translation stays English. */
export function phrase(text: string): string {
  return l10n.t(text);
}

const ROW_NAME_CHARS = 28;

/** Her name where what follows must be seen as well: a row of the side bar is narrow, and a name may have eighty characters. */
export function rowName({ name }: Pick<AgentSpec, 'name'>): string {
  // Rows are drawn often, and hardly any name is long.
  if (name.length <= ROW_NAME_CHARS) return name;
  // What a person sees as one sign is not cut in two.
  const signs = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  if (signs.length <= ROW_NAME_CHARS) return name;
  return `${signs
    .slice(0, ROW_NAME_CHARS - 1)
    .join('')
    .trimEnd()}…`;
}

/** The name that people and leads both know the Agentin by: `Mila (a)`; `Mila` alone when her id says no more. */
export function agentTitle(spec: Pick<AgentSpec, 'id' | 'name'>): string {
  return spec.name.toLowerCase() === spec.id.toLowerCase() ? spec.name : `${spec.name} (${spec.id})`;
}
