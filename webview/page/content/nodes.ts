import type {
  ActionsContent,
  FilesContent,
  PageFile,
  PlanContent,
  SectionContent,
} from '../../../src/shared/pageContent.ts';
import { block, ListBlock } from '../../ui/blocks.ts';
import type { Block } from '../../ui/blocks.ts';
import { element } from '../../ui/element.ts';
import type { Folds } from '../folds.ts';

export type FixedContent = Exclude<SectionContent, { readonly kind: 'messages' }>;

export interface ContentTools {
  readonly folds: Folds;
  readonly openFile: (id: string) => void;
}

/** What a section shows of a plan, of files, of steps: what did not change is left as it is. */
export class ContentBlocks {
  readonly #tools: ContentTools;
  readonly #lists = {
    plan: new ListBlock('plan', element('ol', { class: 'steps' })),
    files: new ListBlock('files', element('ul', { class: 'files' })),
    actions: new ListBlock('actions', element('ol', { class: 'steps steps-done' })),
  } as const;

  constructor(tools: ContentTools) {
    this.#tools = tools;
  }

  of(content: FixedContent): Block[] {
    switch (content.kind) {
      case 'plan':
        return this.#plan(content);
      case 'files':
        return this.#files(content);
      case 'actions':
        return this.#actions(content);
    }
  }

  #plan({ summary, explanation, steps, note }: PlanContent): Block[] {
    return [
      ...noteBlocks(summary, 'summary'),
      ...noteBlocks(explanation, 'explanation'),
      this.#lists.plan.of(steps.map(stepBlock)),
      ...noteBlocks(note),
    ];
  }

  #actions({ actions, note }: ActionsContent): Block[] {
    return [...noteBlocks(note), this.#lists.actions.of(actions.map(stepBlock))];
  }

  #files({ summary, files, note }: FilesContent): Block[] {
    const lines = files.map((file) => block(file, () => fileNode(file, this.#tools)));
    return [...noteBlocks(summary, 'summary'), this.#lists.files.of(lines), ...noteBlocks(note)];
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

interface Step {
  readonly state: keyof typeof MARKS;
  readonly text: string;
  readonly stateText: string;
}

function stepBlock({ state, text, stateText }: Step): Block {
  return block([state, text, stateText], () => stepNode(state, text, stateText));
}

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
    // The button says all of it.
    element('span', { class: 'label', 'aria-hidden': 'true' }, kindText),
    element('span', { class: 'added', 'aria-hidden': 'true' }, `+${added}`),
    element('span', { class: 'removed', 'aria-hidden': 'true' }, `−${removed}`),
  );
  if (patch === '') return element('li', {}, head, ...noteNodes(patchNote));
  const lines = folds.node(`patch-${id}`, patchTitle, () =>
    element('div', {}, patchNode(file), ...noteNodes(patchNote)),
  );
  return element('li', {}, head, lines);
}

/** Colours repeat what the sign at the beginning of a line says. */
function patchNode({ id, patch, patchTitle }: PageFile): HTMLElement {
  const lines = patch.split('\n').map((line) => element('span', { class: lineClass(line) }, `${line}\n`));
  const face = { id: `lines-${id}`, class: 'patch', role: 'group', tabindex: '0', 'aria-label': patchTitle };
  return element('pre', face, ...lines);
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

function noteNodes(note: string, name = 'note'): HTMLElement[] {
  return note === '' ? [] : [element('p', { class: name }, note)];
}

function noteBlocks(note: string, name = 'note'): Block[] {
  return noteNodes(note, name).map((node) => block([name, note], () => node));
}
