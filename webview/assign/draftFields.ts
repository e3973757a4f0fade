import type { AssignDraft, FormTexts, PathField } from '../../src/shared/assignForm.ts';
import { element } from '../ui/element.ts';
import { area, choice, line, paths, select, tick } from './fields.ts';
import type { Field } from './fields.ts';

/** A field for each part of the draft, and what they choose from. */
export type DraftFields = { readonly [Key in keyof AssignDraft]: Field<AssignDraft[Key]> } & {
  readonly agents: HTMLSelectElement;
  readonly skills: HTMLDataListElement;
  /** Did a person choose the Agentin herself? */
  readonly isAgentChosen: () => boolean;
  /** '' for nobody. */
  readonly chooseAgent: (agentId: string) => void;
};

interface On {
  readonly change: () => void;
  readonly choose: (field: PathField) => void;
  readonly drop: (field: PathField, uris: readonly string[]) => void;
}

export function createFields(texts: FormTexts, on: On): DraftFields {
  const agents = element('select');
  const skills = element('datalist', { id: 'skill-names' });
  const of = (field: PathField) => ({
    change: on.change,
    choose: () => on.choose(field),
    drop: (uris: readonly string[]) => on.drop(field, uris),
  });
  const pathField = (field: PathField, label: string, hint: string) =>
    paths({ id: field, label, hint }, texts.choose, of(field));
  return {
    agents,
    skills,
    ...agentField(texts, agents, on.change),
    role: choice({ id: 'role', label: texts.role }, rolesOf(texts), on.change),
    task: area({ id: 'task', label: texts.task, hint: texts.taskHint }, 4, on.change),
    paths: pathField('paths', texts.lookAt, texts.lookAtHint),
    scope: pathField('scope', texts.scope, texts.scopeHint),
    context: pathField('context', texts.context, texts.contextHint),
    skill: line({ id: 'skill', label: texts.skill, hint: texts.skillHint }, on.change, skills),
    name: line({ id: 'name', label: texts.name, hint: texts.nameHint }, on.change),
    forbidden: area({ id: 'forbidden', label: texts.forbidden, hint: texts.forbiddenHint }, 2, on.change),
    acceptance: area({ id: 'acceptance', label: texts.acceptance, hint: texts.acceptanceHint }, 1, on.change),
    worktree: tick({ id: 'worktree', label: texts.worktree, hint: texts.worktreeHint }, on.change),
    allowSubagents: tick({ id: 'allowSubagents', label: texts.allowSubagents }, on.change),
    allowMissingSkill: tick({ id: 'allowMissingSkill', label: texts.allowMissingSkill }, on.change),
  };
}

/** '' in the draft stands for the one that is suggested, whoever that is by then. */
function agentField(texts: FormTexts, control: HTMLSelectElement, onChange: () => void) {
  let isChosen = false;
  const agentId = select({ id: 'agentId', label: texts.agent }, control, () => {
    isChosen = true;
    onChange();
  });
  return {
    agentId,
    isAgentChosen: () => isChosen,
    chooseAgent: (value: string) => {
      isChosen = value !== '';
      if (isChosen) agentId.set(value);
    },
  };
}

function rolesOf(texts: FormTexts) {
  return [
    { value: 'explorer', title: texts.explorer, means: texts.explorerMeans },
    { value: 'worker', title: texts.worker, means: texts.workerMeans },
  ] as const;
}

export function fillFields(fields: DraftFields, draft: AssignDraft): void {
  const { agentId, ...rest } = draft;
  fields.chooseAgent(agentId);
  for (const [key, value] of Object.entries(rest)) {
    (fields[key as keyof AssignDraft] as Field<string | boolean>).set(value);
  }
}

export function draftIn(fields: DraftFields): AssignDraft {
  return {
    agentId: fields.isAgentChosen() ? fields.agentId.get() : '',
    role: fields.role.get(),
    task: fields.task.get(),
    paths: fields.paths.get(),
    scope: fields.scope.get(),
    skill: fields.skill.get(),
    name: fields.name.get(),
    context: fields.context.get(),
    forbidden: fields.forbidden.get(),
    acceptance: fields.acceptance.get(),
    worktree: fields.worktree.get(),
    allowSubagents: fields.allowSubagents.get(),
    allowMissingSkill: fields.allowMissingSkill.get(),
  };
}
