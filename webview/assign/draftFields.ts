import type { AgentChoice, AssignDraft, FormTexts, PathField } from '../../src/shared/assignForm.ts';
import { element } from '../ui/element.ts';
import { browsingPaths } from './browsing.ts';
import type { BrowsingField } from './browsing.ts';
import { area, choice, line, paths, select, tick } from './fields.ts';
import type { Field } from './fields.ts';
import { setupField } from './setupField.ts';
import type { SetupField } from './setupField.ts';
import { severalField } from './several.ts';
import type { SeveralField } from './several.ts';

/** What stands in the select for several of them. */
const SEVERAL = '*';

/** A field for each part of the draft, and what they choose from. */
export type DraftFields = {
  readonly [Key in Exclude<keyof AssignDraft, 'several' | 'paths' | 'allowSetup'>]: Field<AssignDraft[Key]>;
} & {
  readonly several: SeveralField;
  readonly paths: BrowsingField;
  readonly allowSetup: SetupField;
  readonly skills: HTMLDataListElement;
  /** Is it for several? */
  readonly isForSeveral: () => boolean;
  readonly setAgents: (agents: AgentChoice) => void;
  readonly who: () => Pick<AssignDraft, 'agentId' | 'several'>;
  readonly setWho: (draft: Pick<AssignDraft, 'agentId' | 'several'>) => void;
};

interface On {
  readonly change: () => void;
  readonly choose: (field: PathField) => void;
  readonly list: (folder: string) => void;
  readonly drop: (field: PathField, uris: readonly string[]) => void;
}

export function createFields(texts: FormTexts, on: On): DraftFields {
  const skills = element('datalist', { id: 'skill-names' });
  const of = (field: PathField) => ({
    change: on.change,
    choose: () => on.choose(field),
    drop: (uris: readonly string[]) => on.drop(field, uris),
  });
  const pathField = (field: PathField, label: string, hint: string) =>
    paths({ id: field, label, hint }, texts.choose, of(field));
  return {
    skills,
    ...whoFields(texts, on.change),
    role: choice({ id: 'role', label: texts.role }, rolesOf(texts), on.change),
    task: area({ id: 'task', label: texts.task, hint: texts.taskHint }, 4, on.change),
    paths: browsingPaths({ id: 'paths', label: texts.lookAt, hint: texts.lookAtHint }, texts, {
      ...of('paths'),
      list: on.list,
    }),
    scope: pathField('scope', texts.scope, texts.scopeHint),
    context: pathField('context', texts.context, texts.contextHint),
    skill: line({ id: 'skill', label: texts.skill, hint: texts.skillHint }, on.change, skills),
    name: line({ id: 'name', label: texts.name, hint: texts.nameHint }, on.change),
    forbidden: area({ id: 'forbidden', label: texts.forbidden, hint: texts.forbiddenHint }, 2, on.change),
    acceptance: area({ id: 'acceptance', label: texts.acceptance, hint: texts.acceptanceHint }, 1, on.change),
    worktree: tick({ id: 'worktree', label: texts.worktree, hint: texts.worktreeHint }, on.change),
    allowSetup: setupField(texts, on.change),
    allowSubagents: tick({ id: 'allowSubagents', label: texts.allowSubagents }, on.change),
    allowMissingSkill: tick({ id: 'allowMissingSkill', label: texts.allowMissingSkill }, on.change),
  };
}

/** '' in the draft stands for the one that is suggested, whoever that is by then. */
function whoFields(texts: FormTexts, onChange: () => void) {
  const control = element('select');
  let isChosen = false;
  /** What was chosen. */
  let wanted = '';
  const isForSeveral = (): boolean => isChosen && wanted === SEVERAL;
  const several = severalField({ id: 'several', label: texts.severalLabel }, onChange);
  const show = (): void => {
    several.root.hidden = !isForSeveral();
    agentId.setHint(isForSeveral() ? '' : reason);
  };
  let before = '';
  let reason = '';
  const agentId = select({ id: 'agentId', label: texts.agent }, control, () => {
    isChosen = true;
    wanted = control.value;
    // Who stood there is the first of them.
    if (isForSeveral() && several.get().length === 0) several.set([before]);
    before = control.value;
    show();
    onChange();
  });
  const setAgents = ({ options, suggestedId, reason: why }: AgentChoice): void => {
    reason = why;
    // While the fleet file is broken nobody is there; who was chosen is chosen again when it is mended.
    const chosen = wanted;
    const more = options.length > 1 ? [{ id: SEVERAL, title: texts.several }] : [];
    const all = [...options, ...more];
    control.replaceChildren(...all.map(({ id, title }) => element('option', { value: id }, title)));
    if (options.length > 0) {
      several.setOptions(options);
      // Until a person chose somebody, the one that is suggested stands there.
      isChosen = isChosen && all.some(({ id }) => id === chosen);
      agentId.set(isChosen ? chosen : suggestedId);
    }
    before = control.value;
    show();
  };
  const setWho = (draft: Pick<AssignDraft, 'agentId' | 'several'>): void => {
    isChosen = draft.several !== null || draft.agentId !== '';
    wanted = draft.several === null ? draft.agentId : SEVERAL;
    if (isChosen) agentId.set(wanted);
    several.set(draft.several ?? []);
    before = control.value;
    show();
  };
  const who = () => ({
    agentId: isChosen && !isForSeveral() ? wanted : '',
    several: isForSeveral() ? several.get() : null,
  });
  return { agentId, several, isForSeveral, setAgents, setWho, who };
}

function rolesOf(texts: FormTexts) {
  return [
    { value: 'explorer', title: texts.explorer, means: texts.explorerMeans },
    { value: 'worker', title: texts.worker, means: texts.workerMeans },
  ] as const;
}

export function fillFields(fields: DraftFields, draft: AssignDraft): void {
  const { agentId, several, ...rest } = draft;
  fields.setWho({ agentId, several });
  for (const [key, value] of Object.entries(rest)) {
    (fields[key as keyof typeof rest] as Field<string | boolean>).set(value);
  }
}

export function draftIn(fields: DraftFields): AssignDraft {
  return {
    ...fields.who(),
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
    allowSetup: fields.allowSetup.get(),
    allowSubagents: fields.allowSubagents.get(),
    allowMissingSkill: fields.allowMissingSkill.get(),
  };
}
