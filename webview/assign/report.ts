import type { FormTexts, SendReport } from '../../src/shared/assignForm.ts';
import { element } from '../ui/element.ts';
import { button } from '../ui/toolkit.ts';

/** What may follow a form that was sent. */
export type Next = 'show' | 'again' | 'retry';

/** How a sending ended, with what may follow. `said` is the sentence that gets the focus, or is told aloud. */
export function drawReport(
  texts: FormTexts,
  { text, lines, canRetry }: SendReport,
  next: (what: Next) => void,
): { readonly said: HTMLElement; readonly parts: readonly HTMLElement[] } {
  const said = element('p', { class: 'done', tabindex: '-1' }, text);
  const each = lines.map((line) => element('li', line.isFailure ? { class: 'failed' } : {}, line.text));
  const buttons = [
    ...(canRetry ? [button(texts.retry, true, () => next('retry'))] : []),
    button(texts.show, !canRetry, () => next('show')),
    button(texts.again, false, () => next('again')),
  ];
  const results = each.length === 0 ? [] : [element('ul', { class: 'results' }, ...each)];
  return {
    said,
    parts: [
      element('h1', {}, texts.title),
      said,
      ...results,
      element('div', { class: 'actions' }, ...buttons),
    ],
  };
}
