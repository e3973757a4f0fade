import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { commands, env, l10n, ThemeIcon, Uri, window } from 'vscode';
import { stateRoots } from '../../adapters/store/root.ts';
import type { AgentSpec } from '../../core/config.ts';
import type { Check, FixId } from '../../core/diagnostics/check.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandId } from '../commands.ts';
import { panelError } from '../messages/errorWords.ts';
import { noInstallCommand } from '../setup/installWords.ts';
import { installCommand } from '../setup/requirements.ts';
import type { FindProgram } from '../setup/requirements.ts';
import { showInfo, showWarning } from '../messages/say.ts';

export interface FixDeps {
  readonly find: FindProgram;
  /** What names fleet and state of this window. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes a lease that cannot be read out of the way. */
  readonly repairLease: (agentId: string) => Promise<unknown>;
}

/** What is to be mended: the check, and the Agentin that it is about, if it is about one. */
export interface Fault {
  readonly fix: FixId;
  /** What to do, in the window's language; '' where the fix says it all. */
  readonly advice: string;
  readonly facts: Check['facts'];
  readonly agent: AgentSpec | null;
}

/**
 * Mends what it can, asking before it changes anything; of what is the person's own to do it shows precisely how. Resolves
 * when it is worth looking again, with false when nothing was done.
 */
export async function mend(fault: Fault, deps: FixDeps): Promise<boolean> {
  switch (fault.fix) {
    case 'install':
      return run(COMMANDS.installForCodex);
    case 'raise_startup_timeout':
    case 'register_mcp_server':
      return run(COMMANDS.registerMasterjet);
    case 'correct_fleet_file':
    case 'correct_launcher':
      return run(COMMANDS.openFleetFile);
    case 'install_codex':
      return inTerminal(l10n.t('Install {0}', 'Codex'), await installCommand('codex', deps.find));
    case 'install_tmux':
    case 'update_tmux':
      return inTerminal(l10n.t('Install {0}', 'tmux'), await installCommand('tmux', deps.find));
    case 'install_git':
    case 'update_git':
      return inTerminal(l10n.t('Install {0}', 'git'), await installCommand('git', deps.find));
    case 'repair_lease':
      return fault.agent !== null && (await repairLease(fault.agent, deps));
    case 'update_codex':
      return inTerminal(l10n.t('Update Codex'), 'npm install -g @openai/codex@latest');
    case 'reinstall_extension':
      await commands.executeCommand('extension.open', 'codex-master.codex-master');
      return false;
    case 'create_home':
      return fault.agent !== null && (await createHome(fault.agent));
    case 'log_in':
      return fault.agent !== null && (await logIn(fault.agent, deps.find));
    default:
      return explain({ ...fault, fix: fault.fix }, deps);
  }
}

async function run(id: CommandId): Promise<boolean> {
  await commands.executeCommand(id);
  return true;
}

/** Puts the command into a terminal without running it: installing is the person's own decision. */
async function inTerminal(name: string, command: string | null): Promise<boolean> {
  if (command === null) {
    void showInfo(noInstallCommand());
    return false;
  }
  const terminal = window.createTerminal({ name });
  terminal.show();
  terminal.sendText(command, false);
  await closed(terminal);
  return true;
}

async function createHome({ name, home }: AgentSpec): Promise<boolean> {
  const create = l10n.t('Create');
  const question = l10n.t('Create a home for {0}?', name);
  const purpose = l10n.t('A private folder with her own Codex settings, sign-in and conversations.');
  const next = l10n.t('Sign her in afterwards.');
  const detail = [home, `${purpose} ${next}`].join('\n\n');
  if ((await showInfo(question, { modal: true, detail }, create)) !== create) {
    return false;
  }
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw panelError('home_missing', l10n.t('The folder could not be made: {0}', home), error);
  }
  return true;
}

async function repairLease({ id, name }: AgentSpec, deps: FixDeps): Promise<boolean> {
  const repair = l10n.t('Repair');
  const question = l10n.t('Repair the lease of {0}?', name);
  const detail = l10n.t(
    'The damaged file is put away, and nobody holds her. A Teamleiterin who led her claims her anew.',
  );
  if ((await showWarning(question, { modal: true, detail }, repair)) !== repair) return false;
  await deps.repairLease(id);
  return true;
}

/** Codex itself asks how to sign in, in a terminal of its own: started by argv, in her home. */
async function logIn(agent: AgentSpec, find: FindProgram): Promise<boolean> {
  const program = await codexOf(agent, find);
  if (program === null)
    throw panelError('codex_missing', l10n.t('Codex is not installed. Install it, then try again.'));
  const terminal = window.createTerminal({
    name: l10n.t('Log in: {0}', agent.name),
    shellPath: program,
    shellArgs: ['login'],
    env: { CODEX_HOME: agent.home },
    iconPath: new ThemeIcon('key'),
    isTransient: true,
  });
  terminal.show();
  await closed(terminal);
  return true;
}

/** Her launcher, her home's own, or the one from PATH: what a start would take. */
async function codexOf({ runner, home }: AgentSpec, find: FindProgram): Promise<string | null> {
  if (runner !== null) return runner;
  const own = path.join(home, 'codex');
  const isOwn = await access(own, constants.X_OK).then(
    () => true,
    () => false,
  );
  return isOwn ? own : find('codex');
}

async function closed(terminal: unknown): Promise<void> {
  return new Promise((resolve) => {
    const listening = window.onDidCloseTerminal((other) => {
      if (other !== terminal) return;
      listening.dispose();
      resolve();
    });
  });
}

type ExplainedFix =
  | 'close_external_codex'
  | 'repair_state_directory'
  | 'shorten_socket_path'
  | 'unset_codex_home'
  | 'update_node';

/** The steps in a dialog, with a button for what helps. */
async function explain(fault: Fault & { readonly fix: ExplainedFix }, deps: FixDeps): Promise<boolean> {
  const { title, steps, copy, link } = EXPLANATIONS[fault.fix](fault, deps);
  const copying = l10n.t('Copy Command');
  const opening = l10n.t('Open Website');
  const again = l10n.t('Check Again');
  const actions = [...(copy === undefined ? [] : [copying]), ...(link === undefined ? [] : [opening]), again];
  const detail = [fault.advice, ...steps].filter((part) => part !== '').join('\n\n');
  const chosen = await showInfo(title, { modal: true, detail }, ...actions);
  if (chosen === copying && copy !== undefined) await env.clipboard.writeText(copy);
  if (chosen === opening && link !== undefined) await env.openExternal(Uri.parse(link));
  return chosen === again;
}

interface Explanation {
  readonly title: string;
  readonly steps: readonly string[];
  readonly copy?: string;
  readonly link?: string;
}

const EXPLANATIONS: Readonly<Record<ExplainedFix, (fault: Fault, deps: FixDeps) => Explanation>> = {
  close_external_codex: ({ facts }) => ({
    title: l10n.t('Another Codex uses her home'),
    steps: [
      l10n.t('Process {0}', processesIn(facts).join(', ')),
      l10n.t('Finish its work in its own window and quit it there. Nothing is ended from here.'),
    ],
  }),
  repair_state_directory: (_fault, { environment }) => {
    const { root } = stateRoots(environment);
    return {
      title: l10n.t('The state folder cannot be used'),
      steps: [root, l10n.t('It must be a folder (no link) that belongs to you, with the mode 0700.')],
      copy: `chmod 700 ${quoted(root)}`,
    };
  },
  shorten_socket_path: () => ({
    title: l10n.t('The path of her socket is too long'),
    steps: [
      l10n.t('Name a shorter state folder before VS Code is started, or set XDG_RUNTIME_DIR.'),
      'export CODEX_MASTER_MCP_STATE="$HOME/.codex-master"',
    ],
    copy: 'export CODEX_MASTER_MCP_STATE="$HOME/.codex-master"',
  }),
  unset_codex_home: () => ({
    title: l10n.t('CODEX_HOME is the home of an Agentin'),
    steps: [
      l10n.t('Take the line that sets CODEX_HOME out of your shell’s profile, and start VS Code anew.'),
    ],
    copy: 'unset CODEX_HOME',
  }),
  update_node: ({ facts }) => ({
    title: l10n.t('Node is too old'),
    steps: [l10n.t('Found: {0}', typeof facts['version'] === 'string' ? facts['version'] : '–')],
    link: 'https://nodejs.org/download',
  }),
};

function processesIn(facts: Check['facts']): readonly string[] {
  const found = facts['external_processes'];
  if (!Array.isArray(found)) return ['–'];
  return found.map((one: { readonly pid?: unknown; readonly name?: unknown }) =>
    [one.pid, one.name].filter((part) => ['string', 'number'].includes(typeof part)).join(' '),
  );
}

/** For a POSIX shell, where a person pastes it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
