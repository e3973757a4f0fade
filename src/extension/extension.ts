import { ExtensionMode } from 'vscode';
import type { ExtensionContext } from 'vscode';
import type { ExtensionApi } from './api.ts';
import { PanelWindow } from './panelWindow.ts';

/** Builds the services, registers what VS Code calls, and returns; the fleet is opened after that. */
export function activate(context: ExtensionContext): ExtensionApi | undefined {
  const panel = new PanelWindow(context);
  context.subscriptions.push(panel);
  return context.extensionMode === ExtensionMode.Production ? undefined : panel.api;
}
