import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

/** Defines the elements of VS Code's look that our pages use. The one file that knows the toolkit. */
export function defineElements(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
}

/** A button in VS Code's look; `isPrimary` for the one thing that a person most likely wants. */
export function button(title: string, isPrimary: boolean, onClick: () => void): HTMLElement {
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', isPrimary ? 'primary' : 'secondary');
  element.textContent = title;
  element.addEventListener('click', onClick);
  return element;
}
