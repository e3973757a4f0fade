import { env, l10n } from 'vscode';
import type { Deed } from '../../../core/agent/deeds.ts';
import type { PageChart, PageFact } from '../../../shared/page.ts';
import type { Actor, LogEntry, LogWhat, Sample, Stretch } from '../timeline/agentHistory.ts';
import { durationText, momentText } from '../../text/time.ts';
import { spokenText } from '../../views/rows/row.ts';
import type { Fact } from '../../views/rows/row.ts';
import { deliveryWord } from '../../text/words.ts';
import { deedText } from '../timeline/deedText.ts';
import { turnText } from '../timeline/model.ts';

const MOST_ROWS = 12;
const MOST_LINES = 30;
const SHORTEST_SPAN_MS = 1000;

/** Charts of what Codex said of tokens and limits; none before there are two figures to draw a line between. */
export function usageCharts(
  samples: readonly Sample[],
  contextWindowTokens: number | null,
  nowMs: number,
): PageChart[] {
  const highest = Math.max(1, ...samples.map((sample) => sample.contextTokens ?? 0));
  const tokens = { top: contextWindowTokens ?? highest, text: tokenText };
  const percent = { top: 100, text: percentText };
  return [
    chart({ id: 'context', title: l10n.t('Context over time'), ...tokens }, samples, 'contextTokens', nowMs),
    chart(
      { id: 'primary', title: l10n.t('5 h limit over time'), ...percent },
      samples,
      'primaryPercent',
      nowMs,
    ),
    chart(
      { id: 'secondary', title: l10n.t('Weekly limit over time'), ...percent },
      samples,
      'secondaryPercent',
      nowMs,
    ),
  ].filter((made) => made !== null);
}

interface ChartWish {
  readonly id: string;
  readonly title: string;
  readonly top: number;
  readonly text: (value: number) => string;
}

interface Figure {
  readonly atMs: number;
  readonly value: number;
}

function chart(
  { id, title, top, text }: ChartWish,
  samples: readonly Sample[],
  field: 'contextTokens' | 'primaryPercent' | 'secondaryPercent',
  nowMs: number,
): PageChart | null {
  const figures = changesOf(samples, field);
  const first = figures[0];
  const last = figures.at(-1);
  if (first === undefined || last === undefined || figures.length < 2) return null;
  const spanMs = Math.max(SHORTEST_SPAN_MS, nowMs - first.atMs);
  const from = nowMs - spanMs;
  const values = figures.map(({ value }) => value);
  return {
    id,
    title,
    summary: l10n.t(
      '{0}: {1} now; between {2} and {3} since {4}.',
      title,
      text(last.value),
      text(Math.min(...values)),
      text(Math.max(...values)),
      momentText(first.atMs, nowMs),
    ),
    points: figures.map(({ atMs, value }) => ({ x: (atMs - from) / spanMs, y: value / top })),
    from: momentText(from, nowMs),
    to: l10n.t('now'),
    top: text(top),
    columns: [l10n.t('Time'), l10n.t('Figure')],
    rows: figures
      .slice(-MOST_ROWS)
      .toReversed()
      .map(({ atMs, value }) => [momentText(atMs, nowMs), text(value)] as const),
    tableTitle: l10n.t('As a table (the newest {0})', Math.min(MOST_ROWS, figures.length)),
  };
}

/** A figure holds until another one is said. */
function changesOf(
  samples: readonly Sample[],
  field: 'contextTokens' | 'primaryPercent' | 'secondaryPercent',
): Figure[] {
  const figures: Figure[] = [];
  for (const sample of samples) {
    const value = sample[field];
    if (value !== null && value !== figures.at(-1)?.value) figures.push({ atMs: sample.atMs, value });
  }
  return figures;
}

function tokenText(tokens: number): string {
  return l10n.t('{0} tokens', new Intl.NumberFormat(env.language).format(tokens));
}

function percentText(percent: number): string {
  return l10n.t('{0} %', Math.round(percent));
}

/** What was delivered, newest first. */
export function deliveryFacts(log: readonly LogEntry[], nowMs: number): Fact[] {
  const told = log.filter(({ what }) => what.kind === 'delivery' || what.kind === 'assigned');
  // Every delivery begins unconfirmed, for a moment: only one that stays so is worth a line.
  const isOver = ({ what }: LogEntry, next: LogEntry | undefined): boolean =>
    what.kind === 'delivery' && what.state === 'unconfirmed' && next?.what.kind === 'delivery';
  const lasting = told.filter((entry, index) => !isOver(entry, told[index + 1]));
  return newest(lasting, ({ what }) => what.kind === 'delivery').map(({ atMs, what }) => ({
    label: momentText(atMs, nowMs),
    value: whatText(what),
  }));
}

/** Her turns, newest first, each to be gone to by its id. */
export function turnLines(stretches: readonly Stretch[], nowMs: number): PageFact[] {
  const turns = stretches.filter(({ kind }) => kind === 'turn').slice(-MOST_LINES);
  return turns.toReversed().map(({ key, fromMs, toMs, outcome }) => ({
    label: momentText(fromMs, nowMs),
    value: spokenText(
      [turnText(outcome), toMs === null ? l10n.t('until now') : durationText(toMs - fromMs)].join(' · '),
    ),
    isCode: false,
    anchor: key,
  }));
}

/** What was done to her and by whom, and with her worktrees, newest first. */
export function logFacts(log: readonly LogEntry[], deeds: readonly Deed[], nowMs: number): Fact[] {
  const lines = [
    ...newest(log, ({ what }) => what.kind !== 'delivery').map(({ atMs, what, by }) => ({
      atMs,
      value: `${whatText(what)}, ${actorText(by)}`,
    })),
    ...deeds.map((deed) => ({ atMs: deed.atMs, value: deedText(deed) })),
  ];
  const shown = lines.toSorted((a, b) => b.atMs - a.atMs).slice(0, MOST_LINES);
  return shown.map(({ atMs, value }) => ({ label: momentText(atMs, nowMs), value }));
}

function newest(log: readonly LogEntry[], fits: (entry: LogEntry) => boolean): LogEntry[] {
  return log.filter(fits).slice(-MOST_LINES).toReversed();
}

function whatText(what: LogWhat): string {
  switch (what.kind) {
    case 'started':
      return l10n.t('Started');
    case 'stopped':
      return l10n.t('Stopped');
    case 'lost':
      return l10n.t('Lost');
    case 'interrupted':
      return l10n.t('Turn interrupted');
    case 'claimed':
      return l10n.t('Lease taken');
    case 'released':
      return l10n.t('Lease ended');
    case 'assigned':
      return l10n.t('Task assigned');
    case 'delivery':
      return what.name === null ? deliveryWord(what.state) : `${what.name}: ${deliveryWord(what.state)}`;
  }
}

function actorText(actor: Actor): string {
  switch (actor) {
    case 'me':
      return l10n.t('by you');
    case 'lead':
      return l10n.t('by a Teamleiterin');
    case 'terminal':
      return l10n.t('by a person in her terminal');
    case 'unknown':
      return l10n.t('by whom is not known');
  }
}
