import type { AgentOption, Taker } from '../../src/shared/assignForm.ts';
import { element, setText } from '../ui/element.ts';
import { describing } from './fields.ts';
import type { Field, FieldWords, OnChange } from './fields.ts';

/** Who of the Agentinnen; each with what keeps her from taking the task, where something does. */
export interface SeveralField extends Field<readonly string[]> {
  setOptions(options: readonly AgentOption[]): void;
  /** Returns what keeps one of them that did not before. */
  setTakers(takers: readonly Taker[]): readonly string[];
}

interface Entry {
  readonly root: HTMLElement;
  readonly box: HTMLInputElement;
  readonly title: Text;
  readonly problem: HTMLElement;
}

/** Boxes to tick, one for each Agentin. They keep their places while states change, so that none goes from under a click. */
export function severalField(words: FieldWords, onChange: OnChange): SeveralField {
  const entries = new Map<string, Entry>();
  const list = element('div', { class: 'boxes' });
  const group = element(
    'fieldset',
    { id: words.id, class: 'several' },
    element('legend', {}, words.label),
    list,
  );
  const about = describing(words, group);
  const ticked = (): string[] => [...entries].filter(([, { box }]) => box.checked).map(([id]) => id);
  const entryOf = (id: string): Entry => {
    const known = entries.get(id);
    if (known !== undefined) return known;
    const made = entry(`${words.id}-${entries.size}`, onChange);
    entries.set(id, made);
    list.append(made.root);
    return made;
  };
  return {
    root: element('div', { class: 'field' }, group, about.hint, about.problem),
    get: ticked,
    set: (ids) => {
      for (const id of ids) entryOf(id);
      for (const [id, { box }] of entries) box.checked = ids.includes(id);
    },
    setOptions: (options) => {
      for (const { id, title } of options) entryOf(id).title.data = title;
      for (const [id, { root }] of entries) {
        if (options.some((option) => option.id === id)) continue;
        root.remove();
        entries.delete(id);
      }
    },
    setTakers: (takers) => {
      const fresh: string[] = [];
      for (const [id, { title, problem, box }] of entries) {
        const text = (box.checked ? takers.find(({ agentId }) => agentId === id)?.problem : undefined) ?? '';
        if (text !== '' && problem.textContent !== text) fresh.push(`${title.data}: ${text}`);
        setText(problem, text);
      }
      return fresh;
    },
    setLabel: () => {},
    focus: () => list.querySelector('input')?.focus(),
    ...about.face,
  };
}

function entry(id: string, onChange: OnChange): Entry {
  const box = element('input', { type: 'checkbox', id, 'aria-describedby': `${id}-problem` });
  box.addEventListener('change', onChange);
  const title = document.createTextNode('');
  const problem = element('span', { class: 'problem', id: `${id}-problem` });
  const root = element('div', { class: 'box' }, element('label', { for: id }, box, title), problem);
  return { root, box, title, problem };
}
