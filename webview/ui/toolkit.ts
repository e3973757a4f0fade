import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeRadio,
  vsCodeRadioGroup,
} from '@vscode/webview-ui-toolkit';
import type { Button, Checkbox, RadioGroup } from '@vscode/webview-ui-toolkit';
import { element } from './element.ts';

/** Defines the elements of VS Code's look that our pages use. The one file that knows the toolkit. */
export function defineElements(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeRadio(), vsCodeRadioGroup());
}

/** A button in VS Code's look; `isPrimary` for the one thing that a person most likely wants. */
export function button(title: string, isPrimary: boolean, onClick: () => void): HTMLElement {
  const made = document.createElement('vscode-button');
  made.setAttribute('appearance', isPrimary ? 'primary' : 'secondary');
  made.textContent = title;
  made.addEventListener('click', onClick);
  return made;
}

/** Gives a button another title or weight. */
export function restyle(made: HTMLElement, title: string, isPrimary: boolean): void {
  if (made.textContent !== title) made.textContent = title;
  (made as Button).appearance = isPrimary ? 'primary' : 'secondary';
}

/** A button that does nothing for now: it keeps the focus, which one that is disabled would lose. */
export function rest(made: HTMLElement, rests: boolean): void {
  (made as Button).ariaDisabled = String(rests);
}

/**
 * Shows and says which one of several buttons is on. The toolkit's button hands on to its inside what is set as a property;
 * attributes it overlooks from its second look on.
 */
export function press(made: HTMLElement, isPressed: boolean): void {
  const target = made as Button;
  target.appearance = isPressed ? 'primary' : 'secondary';
  target.ariaPressed = String(isPressed);
}

/** A box to tick. */
export function checkbox(label: string, onChange: () => void): Checkbox {
  const made = document.createElement('vscode-checkbox') as Checkbox;
  made.textContent = label;
  made.addEventListener('change', onChange);
  return made;
}

/** One of a few, each with a line that explains it. */
export function radioGroup(
  label: string,
  options: readonly { readonly value: string; readonly title: string; readonly means: string }[],
  onChange: () => void,
): RadioGroup {
  const made = document.createElement('vscode-radio-group') as RadioGroup;
  made.setAttribute('orientation', 'vertical');
  made.setAttribute('aria-label', label);
  // The group's name says it already.
  made.append(element('span', { slot: 'label', 'aria-hidden': 'true' }, label));
  for (const { value, title, means } of options) {
    const radio = document.createElement('vscode-radio');
    radio.setAttribute('value', value);
    radio.append(element('strong', {}, title), ' ', element('span', { class: 'means' }, means));
    made.append(radio);
  }
  made.addEventListener('change', onChange);
  return made;
}
