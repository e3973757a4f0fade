import { env, l10n } from 'vscode';
import type { TurnContent } from '../../../core/content/content.ts';

/** Whose page it is, and when. */
export interface ContentView {
  readonly name: string;
  readonly nowMs: number;
  /** What her messages and files are relative to; null when nothing says so. */
  readonly folder: string | null;
}

/** Why there is nothing of a turn to show: nobody tells, or nobody listened. */
export function unknownText(isTerminal: boolean): string {
  return isTerminal
    ? l10n.t('Not known: she is led through her terminal, and only a Codex app-server tells this.')
    : l10n.t('No turn of hers has been heard of yet (source: Codex app-server).');
}

/** What a turn took, as far as it was seen; null when nobody told. */
export function tokensText({ tokens, seen }: TurnContent): string | null {
  if (tokens === null) return null;
  const format = new Intl.NumberFormat(env.language);
  const part = (key: 'total' | 'input' | 'output'): string =>
    format.format(Math.max(0, tokens.now[key] - tokens.before[key]));
  const text = l10n.t('{0} ({1} in, {2} out)', part('total'), part('input'), part('output'));
  return seen === 'whole' ? text : l10n.t('at least {0}: this window did not see all of the turn', text);
}
