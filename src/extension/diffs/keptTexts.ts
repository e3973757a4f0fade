import path from 'node:path';
import { EventEmitter, l10n, Uri, workspace } from 'vscode';
import type { TextDocumentContentProvider } from 'vscode';
import type { Disposable } from '../../core/lifecycle.ts';

/** Beyond these the oldest go, a subject at a time: what is shown together is there together, however much it is. */
const MOST_TEXTS = 400;

/** Read-only texts for diff editors, which ask for them whenever they are shown: in memory, under a scheme of their own. */
export class KeptTexts implements TextDocumentContentProvider, Disposable {
  readonly #scheme: string;
  readonly #registration: Disposable;
  readonly #changed = new EventEmitter<Uri>();
  /** By subject, and there by address. */
  readonly #kept = new Map<string, Map<string, string>>();

  constructor(scheme: string) {
    this.#scheme = scheme;
    this.#registration = workspace.registerTextDocumentContentProvider(scheme, this);
  }

  get onDidChange() {
    return this.#changed.event;
  }

  /** Two empty sides would look as if nothing changed. */
  provideTextDocumentContent(uri: Uri): string {
    const name = uri.toString();
    const texts = [...this.#kept.values()].find((one) => one.has(name));
    return texts?.get(name) ?? l10n.t('(This text is not kept any more. Show the changes again.)');
  }

  /** Keeps a side of a file of what is shown of `subject`; the file's path makes VS Code know the language. */
  keep(subject: string, side: string, file: string, text: string): Uri {
    const uri = Uri.from({
      scheme: this.#scheme,
      path: path.resolve(path.sep, file),
      query: `${side}&${subject}`,
    });
    const texts = this.#kept.get(subject) ?? new Map<string, string>();
    const isNew = texts.get(uri.toString()) !== text;
    texts.set(uri.toString(), text);
    this.#kept.delete(subject);
    this.#kept.set(subject, texts);
    this.#forgetOldest();
    if (isNew) this.#changed.fire(uri);
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  #forgetOldest(): void {
    let left = MOST_TEXTS;
    for (const [at, [subject, texts]] of [...this.#kept].toReversed().entries()) {
      left -= texts.size;
      if (left < 0 && at > 0) this.#kept.delete(subject);
    }
  }
}
