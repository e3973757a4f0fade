import { expect, vi } from 'vitest';
import { AssignForms } from '../../../../src/extension/assignForm/assignForms.ts';
import { EMPTY_DRAFT } from '../../../../src/extension/assignForm/draft.ts';
import { AssignmentHistory } from '../../../../src/extension/assignments/history.ts';
import type { AssignDraft, DraftReview } from '../../../../src/shared/assignForm.ts';
import type { AssignFormHostMessages } from '../../../../src/shared/protocol.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { pageBasis, serviceOver, silent } from '../support.ts';

export const written: AssignDraft = {
  ...EMPTY_DRAFT,
  role: 'worker',
  task: 'Mend it.',
  paths: 'src/login\ndocs',
};

export interface Form {
  readonly forms: AssignForms;
  /** What the webview says, and then what it hears of this kind last. */
  says(type: string, body: unknown): void;
  heard<Type extends keyof AssignFormHostMessages>(type: Type): AssignFormHostMessages[Type] | undefined;
  readonly panel: NonNullable<(typeof ui.panels)[number]>;
}

/** What VS Code keeps for the next window. */
export class FakeMemory {
  readonly kept = new Map<string, unknown>();
  get(key: string): unknown {
    return this.kept.get(key);
  }
  async update(key: string, value: unknown): Promise<void> {
    await Promise.resolve(value === undefined ? this.kept.delete(key) : this.kept.set(key, value));
  }
}

export async function openForm(
  fleet: FakeFleet,
  draft: AssignDraft | null = null,
  memory = new FakeMemory(),
): Promise<Form> {
  const service = await serviceOver(fleet);
  const now = (): number => fleet.nowMs;
  const history = new AssignmentHistory({ service, log: silent, now });
  const forms = new AssignForms({ ...pageBasis, service, history, now, memory });
  forms.open((before) => before);
  const panel = ui.panels[0]!;
  const form = {
    forms,
    panel,
    says: (type: string, body: unknown) => panel.says({ type, body }),
    heard: <Type extends keyof AssignFormHostMessages>(type: Type) =>
      panel.received.findLast((message) => message.type === type)?.body as AssignFormHostMessages[Type],
  };
  form.says('ready', { draft });
  await vi.waitFor(() => expect(form.heard('review')).toBeDefined());
  return form;
}

/** The review that follows this draft. */
export async function reviewOf(form: Form, draft: AssignDraft): Promise<DraftReview> {
  const before = form.panel.received.length;
  form.says('edited', { draft });
  await vi.waitFor(() => expect(form.panel.received.slice(before).at(-1)?.type).toBe('review'));
  return form.heard('review')!;
}
