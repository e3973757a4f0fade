import { ExtensionMode } from 'vscode';
import type { ExtensionContext } from 'vscode';
import type { ExtensionApi } from './api.ts';
import { registerCommands } from './commands.ts';
import { registerMcpProvider } from './mcpProvider.ts';
import { createServices } from './services.ts';

/** Builds the services, registers what VS Code calls, and returns; the fleet is opened after that. */
export function activate(context: ExtensionContext): ExtensionApi | undefined {
  const services = createServices(context);
  context.subscriptions.push(
    services,
    ...registerCommands(services.handlers, async (_name, error) => services.errors.show(error)),
    ...registerMcpProvider(services.setup.masterjet, services.version),
  );
  void services.run();
  return context.extensionMode === ExtensionMode.Production ? undefined : services.api;
}
