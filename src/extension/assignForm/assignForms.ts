import type { WebviewPanel } from 'vscode';
import type { Disposable } from '../../core/lifecycle.ts';
import { OpenPages } from '../panels/page/openPages.ts';
import { newPanel } from '../panels/page/webviewPage.ts';
import { FormPanel } from './formPanel.ts';
import { EMPTY_DRAFT } from './draft.ts';
import type { Fill, FormOptions, KeptDraft } from './formPanel.ts';
import { formTexts } from './texts.ts';
import { ASSIGN_FORM } from './viewType.ts';

/** The form "New assignment": one in a window, so that nobody loses track of a draft. */
export class AssignForms implements Disposable {
  readonly #forms: OpenPages<FormPanel>;

  constructor(options: FormOptions) {
    const kept: KeptDraft = { draft: EMPTY_DRAFT };
    this.#forms = new OpenPages((_, panel) => new FormPanel(panel, options, kept));
  }

  /** Opens the form, or brings it to the front, with what was asked for filled in. */
  open(fill: Fill): void {
    this.#forms.open(ASSIGN_FORM, () => newPanel(ASSIGN_FORM, formTexts().title)).reveal(fill);
  }

  /** Takes over the form of before a reload; its draft comes with it. */
  restore(panel: WebviewPanel): void {
    this.#forms.restore(ASSIGN_FORM, panel);
  }

  dispose(): void {
    this.#forms.dispose();
  }
}
