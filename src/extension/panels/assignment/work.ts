import { l10n } from 'vscode';
import type { TurnContent } from '../../../core/content/content.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { visibleText } from '../../../core/text/visibleText.ts';
import type { PageFact } from '../../../shared/page.ts';
import type { KnownAssignment } from '../../assignments/history.ts';
import { contextText, folderOf } from '../../views/agents/agentTexts.ts';
import { spokenText } from '../../views/rows/row.ts';
import { lookingText } from './checks.ts';
import { filesContent, filesEmptyText } from '../content/files.ts';
import { lastMessage } from '../content/messages.ts';
import { planContent, planEmptyText } from '../content/plan.ts';
import { tokensText, unknownText } from '../content/view.ts';
import type { ContentView } from '../content/view.ts';
import { fact, section } from './section.ts';
import type { Section } from './section.ts';

/** What became of an assignment's turn, as far as this window knows. */
export type Work =
  | { readonly kind: 'known'; readonly turn: TurnContent }
  /** Her conversation is being asked. */
  | { readonly kind: 'looking' }
  | { readonly kind: 'unknown' };

/** What her turn planned, changed and said; the same as on her own page, for this one turn. */
export function workSections(
  { agent, entry }: KnownAssignment,
  work: Work,
  nowMs: number,
): [plan: Section, changes: Section, message: Section] {
  const turn = work.kind === 'known' ? work.turn : null;
  const folder = agent === null ? null : folderOf(agent);
  const view: ContentView = { name: agent?.spec.name ?? entry.agentId, nowMs, folder };
  const unknown = work.kind === 'looking' ? lookingText() : unknownWork(agent);
  const empty = (text: (turn: TurnContent) => string): string => (turn === null ? unknown : text(turn));
  return [
    {
      ...section('plan', l10n.t('Plan'), [], empty(planEmptyText)),
      content: turn === null ? null : planContent(turn, view),
    },
    {
      ...section('changes', l10n.t('Files changed'), [], empty(filesEmptyText)),
      content: turn === null ? null : filesContent(turn, view),
    },
    {
      ...section(
        'message',
        l10n.t('Last message'),
        [],
        empty(() => l10n.t('She has said nothing yet.')),
      ),
      content: turn === null ? null : lastMessage(turn, view),
    },
  ];
}

function unknownWork(agent: AgentSnapshot | null): string {
  if (agent === null)
    return l10n.t('Not known: she is not in fleet.json any more, so nobody can ask her conversation.');
  if (agent?.model.control === 'terminal') return unknownText(true);
  return l10n.t(
    'Not known: her conversation does not have this turn, or cannot be asked now (source: Codex app-server). Source Control has what she changed.',
  );
}

/** Figures of her whole conversation are told only while this is her newest assignment. */
export function resultSection({ agent, isCurrent }: KnownAssignment, work: Work): Section {
  const tokens = work.kind === 'known' ? tokensText(work.turn) : null;
  return section('result', l10n.t('Tokens'), [
    ...fact(
      l10n.t('Tokens'),
      tokens ?? l10n.t('not known: Codex tells them only while the turn runs, to who listens then'),
    ),
    ...(agent === null || !isCurrent ? [] : fact(l10n.t('Context'), spokenText(contextText(agent) ?? ''))),
  ]);
}

/** What this window sent, or else what her conversation has of it. */
export function taskFacts(task: string | null, work: Work): PageFact[] {
  if (task !== null) return [{ label: l10n.t('Task'), value: task, isCode: true }];
  const sent = sentText(work);
  return sent === null
    ? []
    : [{ label: l10n.t('From her conversation'), value: visibleText(sent), isCode: true }];
}

/** What her turn began with; null when nobody can tell. */
export function sentText(work: Work): string | null {
  const sent = work.kind === 'known' ? work.turn.messages.items.find(({ by }) => by === 'person') : undefined;
  return sent?.text ?? null;
}
