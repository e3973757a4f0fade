import type {
  ActionsContent,
  FilesContent,
  PageFile,
  PlanContent,
  SectionContent,
} from '../../../src/shared/pageContent.ts';
import { element } from '../../ui/element.ts';
import type { Folds } from '../folds.ts';

export type FixedContent = Exclude<SectionContent, { readonly kind: 'messages' }>;

export interface ContentTools {
  readonly folds: Folds;
  readonly openFile: (id: string) => void;
}

/** What a section shows of a plan, of files, of steps. */
export function contentNodes(content: FixedContent, tools: ContentTools): Node[] {
  switch (content.kind) {
    case 'plan':
      return planNodes(content);
    case 'files':
      return fileNodes(content, tools);
    case 'actions':
      return actionNodes(content);
  }
}

const MARKS = {
  pending: '○',
  in_progress: '▸',
  completed: '✓',
  running: '▸',
  done: '✓',
  failed: '✗',
} as const;

/** The sign is for the eye; its word is there for everybody. */
function stepNode(state: keyof typeof MARKS, text: string, stateText: string): HTMLElement {
  return element(
    'li',
    { class: `step step-${state}` },
    element('span', { class: 'step-mark', 'aria-hidden': 'true' }, MARKS[state]),
    element('span', { class: 'step-text' }, text),
    ' ',
    element('span', { class: 'label' }, stateText),
  );
}

function planNodes({ summary, explanation, steps, note }: PlanContent): Node[] {
  return [
    element('p', { class: 'summary', role: 'status' }, summary),
    ...noteNodes(explanation, 'explanation'),
    element(
      'ol',
      { class: 'steps' },
      ...steps.map(({ state, text, stateText }) => stepNode(state, text, stateText)),
    ),
    ...noteNodes(note),
  ];
}

function actionNodes({ actions, note }: ActionsContent): Node[] {
  const steps = actions.map(({ state, text, stateText }) => stepNode(state, text, stateText));
  return [...noteNodes(note), element('ol', { class: 'steps steps-done' }, ...steps)];
}

function fileNodes({ summary, files, note }: FilesContent, tools: ContentTools): Node[] {
  return [
    element('p', { class: 'summary' }, summary),
    element('ul', { class: 'files' }, ...files.map((file) => fileNode(file, tools))),
    ...noteNodes(note),
  ];
}

function fileNode(file: PageFile, { folds, openFile }: ContentTools): HTMLElement {
  const { id, path, kindText, added, removed, spoken, patch, patchTitle, patchNote } = file;
  const open = element(
    'button',
    { id: `file-${id}`, class: 'file-open', type: 'button', 'aria-label': spoken },
    path,
  );
  open.addEventListener('click', () => openFile(id));
  const head = element(
    'div',
    { class: 'file-head' },
    open,
    element('span', { class: 'label' }, kindText),
    element('span', { class: 'added' }, `+${added}`),
    element('span', { class: 'removed' }, `−${removed}`),
  );
  if (patch === '') return element('li', {}, head, ...noteNodes(patchNote));
  const lines = folds.node(`patch-${id}`, patchTitle, () =>
    element('div', {}, patchNode(patch, patchTitle), ...noteNodes(patchNote)),
  );
  return element('li', {}, head, lines);
}

/** Colours repeat what the sign at the beginning of a line says. */
function patchNode(patch: string, title: string): HTMLElement {
  const lines = patch.split('\n').map((line) => element('span', { class: lineClass(line) }, `${line}\n`));
  return element('pre', { class: 'patch', tabindex: '0', 'aria-label': title }, ...lines);
}

function lineClass(line: string): string {
  switch (line[0]) {
    case '+':
      return 'line line-added';
    case '-':
      return 'line line-removed';
    case '@':
      return 'line line-head';
    default:
      return 'line';
  }
}

function noteNodes(note: string, name = 'note'): Node[] {
  return note === '' ? [] : [element('p', { class: name }, note)];
}
