import type { DraftField, FieldProblem } from '../../src/shared/assignForm.ts';
import { element, setText } from '../ui/element.ts';
import { button } from '../ui/toolkit.ts';
import type { DraftFields } from './draftFields.ts';

export const MAIN_FIELDS = [
  'agentId',
  'several',
  'role',
  'task',
  'paths',
  'worktree',
  'allowSetup',
  'acceptance',
] as const satisfies readonly DraftField[];

export const MORE_FIELDS = [
  'scope',
  'skill',
  'allowMissingSkill',
  'name',
  'context',
  'forbidden',
  'allowSubagents',
] as const satisfies readonly DraftField[];

const ALL_FIELDS = [...MAIN_FIELDS, ...MORE_FIELDS] as const;

/** What is wrong with a draft: each at its field, the rest below them, and a button where force would help. */
export class Problems {
  readonly general = element('p', { class: 'problem' });
  /** Stands where she is chosen: it is she who would be taken. */
  readonly force = element('div', { class: 'force', hidden: true });
  /** What a refusal said that force would overcome. */
  #held: readonly FieldProblem[] = [];

  /** The form is drawn anew. */
  begin(forceTitle: string, onForce: () => void): void {
    this.general.textContent = '';
    this.force.replaceChildren(button(forceTitle, false, onForce));
    this.release();
  }

  /** The person goes another way: what force was offered for is over. */
  release(): void {
    this.#held = [];
    this.force.hidden = true;
  }

  /** As `show`, of a refusal. */
  refuse(fields: DraftFields, problems: readonly FieldProblem[], canForce: boolean): void {
    this.#held = canForce ? problems : [];
    this.force.hidden = !canForce;
    this.show(fields, canForce ? [] : problems);
  }

  /** Shows these, and what is refused still. Returns the texts that were not shown before. */
  show(fields: DraftFields, found: readonly FieldProblem[]): readonly string[] {
    const problems = [...found, ...this.#held];
    const fresh = ALL_FIELDS.filter((field) => fields[field].showProblem(textOf(problems, field)));
    const general = textOf(problems, null);
    const isOther = general !== this.general.textContent;
    setText(this.general, general);
    return [...fresh.map((field) => textOf(problems, field)), ...(isOther ? [general] : [])];
  }
}

function textOf(problems: readonly FieldProblem[], field: DraftField | null): string {
  return problems
    .filter((problem) => problem.field === field)
    .map((problem) => problem.text)
    .join(' ');
}
