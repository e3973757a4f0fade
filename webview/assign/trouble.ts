import type { FleetTrouble, FormTexts } from '../../src/shared/assignForm.ts';
import { element } from '../ui/element.ts';
import { button } from '../ui/toolkit.ts';

/** Says below the choice of Agentinnen why it is empty or old, with a button to the file where that is mended. */
export class Trouble {
  readonly root = element('div', { class: 'trouble', hidden: true });
  #shown = '';

  /** Returns what was not shown before. */
  show(trouble: FleetTrouble | null, texts: FormTexts, onOpen: () => void): readonly string[] {
    const shown = JSON.stringify(trouble);
    if (shown === this.#shown) return [];
    this.#shown = shown;
    this.root.hidden = trouble === null;
    const text = trouble?.text ?? '';
    const way = trouble?.isInFile === true ? [button(texts.openFleetFile, false, onOpen)] : [];
    this.root.replaceChildren(
      ...(trouble === null ? [] : [element('p', { class: 'problem' }, text), ...way]),
    );
    return [text];
  }
}
