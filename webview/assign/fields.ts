import { element, setText } from '../ui/element.ts';
import { button, checkbox, radioGroup } from '../ui/toolkit.ts';

/**
 * One thing to fill in, with its label, hint and what is wrong with it. Text is written into the browser's own elements:
 * a screen reader follows `aria-describedby` to hint and problem there, but not out of the toolkit's shadow trees.
 */
export interface Field<Value> {
  readonly root: HTMLElement;
  get(): Value;
  set(value: Value): void;
  setHint(hint: string): void;
  setLabel(label: string): void;
  /** '' when nothing is. Returns whether that is something else than before. */
  showProblem(text: string): boolean;
  focus(): void;
}

export interface FieldWords {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

export type OnChange = () => void;

type TextControl = HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement;

/** Lines of text; grows with them. */
export function area(words: FieldWords, rows: number, onChange: OnChange): Field<string> {
  const control = element('textarea', {
    rows: String(rows),
    spellcheck: words.id === 'task' ? 'true' : 'false',
  });
  const fit = (): void => {
    control.rows = Math.min(14, Math.max(rows, control.value.split('\n').length));
  };
  control.addEventListener('input', () => {
    fit();
    onChange();
  });
  const field = textField(words, control);
  return {
    ...field,
    set: (value) => {
      field.set(value);
      fit();
    },
  };
}

/** One line; with names that may be completed to. */
export function line(words: FieldWords, onChange: OnChange, names?: HTMLDataListElement): Field<string> {
  const control = element('input', { type: 'text', ...(names === undefined ? {} : { list: names.id }) });
  control.addEventListener('input', onChange);
  const field = textField(words, control);
  if (names !== undefined) field.root.append(names);
  return field;
}

export function select(words: FieldWords, control: HTMLSelectElement, onChange: OnChange): Field<string> {
  control.addEventListener('change', onChange);
  return textField(words, control);
}

function textField(words: FieldWords, control: TextControl): Field<string> {
  control.id = words.id;
  const label = element('label', { for: words.id }, words.label);
  const about = describing(words, control);
  return {
    root: element('div', { class: 'field' }, label, control, about.hint, about.problem),
    get: () => control.value,
    set: (value) => {
      if (control.value !== value) control.value = value;
    },
    setLabel: (text) => {
      label.textContent = text;
    },
    focus: () => control.focus(),
    ...about.face,
  };
}

/** A box to tick. */
export function tick(words: FieldWords, onChange: OnChange): Field<boolean> {
  const control = checkbox(words.label, onChange);
  control.id = words.id;
  const about = describing(words, control);
  return {
    root: element('div', { class: 'field' }, control, about.hint, about.problem),
    get: () => control.checked,
    set: (value) => {
      control.checked = value;
    },
    setLabel: (text) => {
      control.textContent = text;
    },
    focus: () => control.focus(),
    ...about.face,
  };
}

/** One of a few, each explained in a line. */
export function choice<Value extends string>(
  words: FieldWords,
  options: readonly { readonly value: Value; readonly title: string; readonly means: string }[],
  onChange: OnChange,
): Field<Value> {
  const group = radioGroup(words.label, options, onChange);
  group.id = words.id;
  const about = describing(words, group);
  const [first] = options;
  return {
    root: element('div', { class: 'field' }, group, about.hint, about.problem),
    get: () => options.find(({ value }) => value === group.value)?.value ?? (first?.value as Value),
    set: (value) => {
      group.value = value;
    },
    setLabel: () => {},
    focus: () => group.querySelector<HTMLElement>('vscode-radio')?.focus(),
    ...about.face,
  };
}

/** What a field of paths can ask the host for, and tells it. */
export interface PathsOn {
  readonly change: OnChange;
  readonly choose: () => void;
  readonly drop: (uris: readonly string[]) => void;
}

/** Lines of paths, with a button that offers them, that files may be dropped on. */
export function paths(
  words: FieldWords,
  choose: string,
  on: PathsOn,
): Field<string> & { readonly actions: HTMLElement; readonly offer: HTMLElement } {
  const field = area(words, 2, on.change);
  const offer = button(choose, false, on.choose);
  offer.setAttribute('aria-label', `${words.label}: ${choose}`);
  const actions = element('div', { class: 'actions' }, offer);
  field.root.append(actions);
  field.root.addEventListener('dragover', (event) => event.preventDefault());
  field.root.addEventListener('drop', (event) => {
    event.preventDefault();
    on.drop(event.dataTransfer === null ? [] : urisOf(event.dataTransfer));
  });
  return { ...field, actions, offer };
}

/** What VS Code's Explorer and tabs put there, else what any program does. */
function urisOf(data: DataTransfer): string[] {
  const own = data.getData('ResourceURLs');
  if (own !== '') return jsonTexts(own);
  const list = data.getData('application/vnd.code.uri-list') || data.getData('text/uri-list');
  return list.split(/\r?\n/).filter((uri) => uri !== '' && !uri.startsWith('#'));
}

function jsonTexts(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}

/** A hint and a problem below a control, that a screen reader says with it. */
export function describing(words: FieldWords, control: HTMLElement) {
  const hint = element('p', { class: 'hint', id: `${words.id}-hint` }, words.hint ?? '');
  const problem = element('p', { class: 'problem', id: `${words.id}-problem` });
  control.setAttribute('aria-describedby', `${hint.id} ${problem.id}`);
  const face = {
    setHint: (text: string): void => {
      if (hint.textContent !== text) hint.textContent = text;
    },
    showProblem: (text: string): boolean => {
      const isOther = problem.textContent !== text;
      setText(problem, text);
      if (text === '') control.removeAttribute('aria-invalid');
      else control.setAttribute('aria-invalid', 'true');
      return isOther;
    },
  };
  return { hint, problem, face };
}
