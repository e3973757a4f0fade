import { l10n, workspace } from 'vscode';
import { COMMANDS } from './commands.ts';
import type { CommandHandlers, CommandName } from './commands.ts';
import { choose, showWarning, wayTo } from './messages/say.ts';

/**
 * Shown even where they are refused: a person who presses "Start" shall hear why nothing starts. So are those that a click on a
 * row runs: VS Code says nothing where their `enablement` forbids it, and on a busy machine it learns that a workspace is
 * trusted long after it has drawn the rows.
 */
const EXPLAINED: ReadonlySet<CommandName> = new Set([
  'start',
  'startAll',
  'newAssignment',
  'openFleetFile',
  'installMissing',
  'answerQuestion',
]);

/** What of the manifest says which commands need a trusted workspace. */
export interface TrustManifest {
  readonly contributes?: {
    readonly commands?: readonly { readonly command: string; readonly enablement?: string }[];
  };
}

/** The handlers; in Restricted Mode those that change something refuse, from wherever they are called. */
export function withTrust(handlers: CommandHandlers, manifest: TrustManifest): CommandHandlers {
  const declared = manifest.contributes?.commands ?? [];
  const guarded = new Set(
    declared
      .filter(({ enablement }) => enablement?.includes('isWorkspaceTrusted'))
      .map(({ command }) => command),
  );
  const entries = Object.entries(handlers).map(([key, handler]) => {
    const name = key as CommandName;
    if (!guarded.has(COMMANDS[name]) && !EXPLAINED.has(name)) return [name, handler];
    const trusted = async (...args: readonly unknown[]): Promise<void> =>
      workspace.isTrusted ? handler(...args) : refuse();
    return [name, trusted];
  });
  return Object.fromEntries(entries) as CommandHandlers;
}

/** Says why nothing is done in Restricted Mode, with the way out. */
export async function refuse(): Promise<void> {
  const manage = wayTo(l10n.t('Manage Workspace Trust'), 'workbench.trust.manage');
  await choose(showWarning, restrictedSentence(), [manage]);
}

export function restrictedSentence(): string {
  return l10n.t(
    'This workspace is in Restricted Mode: Agentinnen are only shown. Trust it to start and lead them.',
  );
}
