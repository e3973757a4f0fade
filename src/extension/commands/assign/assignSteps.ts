import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { MOST_ACCEPTANCE_COMMANDS, parseAcceptance } from '../../../core/assignment/acceptance.ts';
import type { AssignmentRequest, Role } from '../../../core/assignment/assignment.ts';
import type { LaunchPolicy } from '../../../core/config.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import type { Argv } from '../../../core/text/commandLine.ts';
import { acceptanceProblem, acceptanceText } from '../../assignForm/acceptanceWords.ts';
import { agentTitle, roleMeaning, roleTitle } from '../../text/words.ts';
import { showInfo } from '../../messages/say.ts';

interface RoleItem extends QuickPickItem {
  readonly role: Role;
}

/** Asks for the role; `first` is offered at the top. Undefined when the person gave up. */
export async function pickRole(agent: AgentSnapshot, first: Role): Promise<Role | undefined> {
  const roles: readonly Role[] = first === 'worker' ? ['worker', 'explorer'] : ['explorer', 'worker'];
  const items = roles.map((role): RoleItem => ({
    label: roleTitle(role),
    description: roleMeaning(role),
    detail: sandboxHint(role),
    role,
  }));
  const title = l10n.t('{0} as what?', agentTitle(agent.spec));
  return (await window.showQuickPick(items, { title }))?.role;
}

function sandboxHint(role: Role): string {
  return role === 'explorer'
    ? l10n.t('The sandbox lets her write nothing at all.')
    : l10n.t('The sandbox lets her write the paths that you choose, and nothing else.');
}

/** Asks for the task. Undefined when the person gave up or left it empty. */
export async function askForTask(agent: AgentSnapshot, role: Role): Promise<string | undefined> {
  const task = await window.showInputBox({
    title: l10n.t('Task for {0}', agentTitle(agent.spec)),
    prompt: `${roleTitle(role)}: ${roleMeaning(role)}`,
    placeHolder: l10n.t('What is to be done, and how will you know that it is?'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? l10n.t('Say what is to be done.') : undefined),
  });
  return task === undefined || task.trim() === '' ? undefined : task.trim();
}

/**
 * Asks for the commands that must succeed, one after the other until nothing is written: none is a fine answer, too.
 * Undefined when the person gave up.
 */
export async function askForAcceptance(agent: AgentSnapshot): Promise<readonly Argv[] | undefined> {
  const lines: string[] = [];
  while (lines.length < MOST_ACCEPTANCE_COMMANDS) {
    const line = await window.showInputBox({
      title: l10n.t('What must succeed when {0} is done?', agentTitle(agent.spec)),
      prompt:
        lines.length === 0
          ? l10n.t('A command like npm test, without a shell. Enter alone: nothing.')
          : l10n.t('After {0}: another command. Enter alone: that is all.', lines.join(' · ')),
      ignoreFocusOut: true,
      validateInput: (text) => acceptanceProblem([text]) ?? undefined,
    });
    if (line === undefined) return undefined;
    if (line.trim() === '') break;
    lines.push(line.trim());
  }
  const parsed = parseAcceptance(lines);
  return parsed.kind === 'commands' ? parsed.commands : undefined;
}

/** Shows what will be sent and what the sandbox will allow; resolves with whether to go on. */
export async function confirmAssignment(
  agent: AgentSnapshot,
  request: AssignmentRequest,
  policy: LaunchPolicy,
  conflicts: readonly string[] = [],
): Promise<boolean> {
  const assign = l10n.t('Assign');
  const title = l10n.t('Assign {0} as {1}?', agentTitle(agent.spec), roleTitle(request.role));
  const detail = [
    request.task,
    '',
    ...sandboxLines(agent, request, policy),
    ...acceptanceText(request),
    ...(conflicts.length === 0 ? [] : ['', l10n.t('Others may write there too'), ...conflicts]),
  ].join('\n');
  return (await showInfo(title, { modal: true, detail }, assign)) === assign;
}

/** What the assignment may and may not do, line by line. */
export function sandboxLines(
  agent: AgentSnapshot,
  request: Pick<AssignmentRequest, 'role' | 'writePaths' | 'scope'>,
  policy: LaunchPolicy,
): string[] {
  const about = request.role === 'explorer' && request.scope.length > 0;
  const lines = [
    l10n.t('May read: everything that you may read.'),
    request.role === 'explorer'
      ? l10n.t('May write: nothing.')
      : l10n.t('May write: {0} – and nothing else.', request.writePaths.join(', ')),
    ...(about ? [l10n.t('Is to look at: {0}', request.scope.join(', '))] : []),
  ];
  return [...lines, enforcementLine(agent, request.role), ...(policy === 'yolo' ? [yoloLine()] : [])];
}

function enforcementLine(agent: AgentSnapshot, role: Role): string {
  if (agent.model.control === 'terminal') {
    return l10n.t('Not enforced: with her launcher, this Agentin is only told so.');
  }
  return role === 'explorer'
    ? l10n.t('Enforced by the operating system sandbox; she cannot even ask for more.')
    : l10n.t('Enforced by the operating system sandbox; for a command beyond it she asks you.');
}

function yoloLine(): string {
  return l10n.t('Outside of assignments the fleet file lets her do everything ("yolo").');
}
