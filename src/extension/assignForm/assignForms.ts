import { ViewColumn, window } from 'vscode';
import type { WebviewPanel } from 'vscode';
import type { Disposable } from '../../core/lifecycle.ts';
import { webviewRoot } from '../panels/html.ts';
import { FormPanel } from './formPanel.ts';
import type { Fill, FormOptions } from './formPanel.ts';
import { ASSIGN_FORM } from './viewType.ts';
import { formTexts } from './texts.ts';

/** The form "New assignment": one in a window, so that nobody loses track of a draft. */
export class AssignForms implements Disposable {
  readonly #options: FormOptions;
  #form: FormPanel | undefined;

  constructor(options: FormOptions) {
    this.#options = options;
  }

  /** Opens the form, or brings it to the front, with what was asked for filled in. */
  open(fill: Fill): void {
    const { extensionUri } = this.#options;
    const roots = { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
    this.#form ??= this.#adopt(
      window.createWebviewPanel(ASSIGN_FORM, formTexts().title, ViewColumn.Active, roots),
    );
    this.#form.reveal(fill);
  }

  /** Takes over the form of before a reload; its draft comes with it. */
  restore(panel: WebviewPanel): void {
    if (this.#form === undefined) this.#form = this.#adopt(panel);
    else panel.dispose();
  }

  dispose(): void {
    this.#form?.dispose();
  }

  #adopt(panel: WebviewPanel): FormPanel {
    return new FormPanel(panel, this.#options, () => {
      this.#form = undefined;
    });
  }
}
