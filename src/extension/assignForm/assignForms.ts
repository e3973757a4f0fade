import { l10n } from 'vscode';
import type { WebviewPanel } from 'vscode';
import type { FleetError } from '../../core/errors.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { panelError } from '../messages/errorWords.ts';
import { OpenPages } from '../panels/page/openPages.ts';
import { newPanel } from '../panels/page/webviewPage.ts';
import { FormPanel } from './formPanel.ts';
import type { Fill, FormOptions } from './formPanel.ts';
import { KeptDraft } from './keptDraft.ts';
import { parseDraft } from './parseFormMessage.ts';
import { formTexts } from './texts.ts';
import { ASSIGN_FORM } from './viewType.ts';

/** The form "New assignment": one in a window, so that nobody loses track of a draft. */
export class AssignForms implements Disposable {
  readonly #forms: OpenPages<FormPanel>;
  readonly #kept: KeptDraft;

  constructor(options: FormOptions) {
    this.#kept = new KeptDraft(options.memory);
    this.#forms = new OpenPages((_, panel) => new FormPanel(panel, options, this.#kept));
  }

  /** Opens the form, or brings it to the front, with what was asked for filled in. */
  open(fill: Fill): void {
    this.#forms.open(ASSIGN_FORM, () => newPanel(ASSIGN_FORM, formTexts().title)).reveal(fill);
  }

  /**
   * Takes over the form of before a reload, or one that nobody answers any more, with the draft that its webview kept. The draft
   * `isAwaiting` when nobody knows whether it was given. @throws FleetError `operation_in_progress`: another form is open
   */
  restore(panel: WebviewPanel, state: unknown, isAwaiting: boolean): void {
    const draft = parseDraft(state);
    if (draft !== null) {
      if (this.#forms.find(() => true) !== undefined) throw otherForm();
      this.#kept.keep(draft, isAwaiting);
    }
    this.#forms.restore(ASSIGN_FORM, panel);
  }

  dispose(): void {
    this.#forms.dispose();
  }
}

function otherForm(): FleetError {
  const sentence = l10n.t(
    'Another form is open already. Send or close that one first: this one stays until then.',
  );
  return panelError('operation_in_progress', sentence);
}
