import { l10n } from 'vscode';
import type { HoldView } from '../../core/hold.ts';

/** Who writes in a terminal, in words for a tab and the status bar; null when nobody does. */
export function holdWords(hold: HoldView): string | null {
  if (hold.state === 'free') return null;
  if (hold.isTyping) return hold.mine ? l10n.t('you type') : l10n.t('typed in another window');
  return hold.mine ? l10n.t('your text is unsent') : l10n.t('unsent text from another window');
}
