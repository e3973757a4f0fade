import { commands } from 'vscode';
import type { CommandId } from './commands.ts';

export async function runCommand(id: CommandId, ...args: readonly unknown[]): Promise<void> {
  await commands.executeCommand(id, ...args);
}
