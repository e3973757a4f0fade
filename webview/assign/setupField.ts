import type { FormTexts, SetupNote } from '../../src/shared/assignForm.ts';
import { element } from '../ui/element.ts';
import { tick } from './fields.ts';
import type { Field } from './fields.ts';

/** The set-up script of a worktree, to be read and allowed; its value is the hash of what was allowed, '' for nothing. */
export interface SetupField extends Field<string> {
  readonly show: (note: SetupNote | null) => void;
}

export function setupField(texts: FormTexts, onChange: () => void): SetupField {
  const words = { id: 'allowSetup', label: texts.allowSetup, hint: texts.allowSetupHint };
  const allow = tick(words, onChange);
  const commandLine = element('code');
  const script = element('pre', { class: 'script', tabindex: '0', 'aria-labelledby': 'setup-script' });
  const allowed = element('p', { class: 'hint' }, texts.setupAllowed);
  const heading = element('h2', { id: 'setup-script' }, texts.setupScript);
  const root = element(
    'div',
    { class: 'setup', hidden: true },
    heading,
    commandLine,
    script,
    allowed,
    allow.root,
  );
  let shown = '';
  let wanted = '';
  return {
    ...allow,
    root,
    get: () => (!root.hidden && allow.get() ? shown : ''),
    set: (value) => {
      wanted = value;
      allow.set(value !== '' && value === shown);
    },
    show: (note) => {
      root.hidden = note === null;
      if (note === null) return;
      if (note.sha256 !== shown) {
        shown = note.sha256;
        // Whoever allowed another script has to read this one.
        allow.set(wanted === shown);
      }
      commandLine.textContent = note.commandLine;
      script.textContent = note.text;
      script.hidden = note.text === '';
      allow.root.hidden = !note.asks;
      allowed.hidden = note.asks;
    },
  };
}
