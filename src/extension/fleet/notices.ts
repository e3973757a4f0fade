import { l10n, workspace } from 'vscode';
import { Emitter } from '../../core/lifecycle.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import { COMMANDS } from '../commands.ts';
import { ContextKeys } from '../contextKeys.ts';
import { demoRow } from '../demo/demoMark.ts';
import { errorSentence, faultText } from '../messages/errorWords.ts';
import { OWN_FLEET } from './fleetPlace.ts';
import type { FleetPlace } from './fleetPlace.ts';
import type { FleetService } from './fleetService.ts';
import type { FindNewcomer } from '../setup/newcomer.ts';
import { installCommand, missingPrograms } from '../setup/requirements.ts';
import type { FindProgram, Program } from '../setup/requirements.ts';
import { COLORS } from '../views/rows/colors.ts';
import { NO_TARGET } from '../views/rows/rowNode.ts';
import type { RowNode } from '../views/rows/rowNode.ts';
import type { Row, RowCommand } from '../views/rows/row.ts';

interface Missing {
  readonly program: Program;
  readonly command: string | null;
}

/** Lets welcome texts know what is missing. */
export function tellWelcome(notices: Notices): Disposable {
  const keys = new ContextKeys();
  return notices.onDidChange(() => {
    keys.set('codexMaster.newcomer', notices.isNewcomer);
    keys.set('codexMaster.codexMissing', notices.missing.includes('codex'));
    keys.set('codexMaster.tmuxMissing', notices.missing.includes('tmux'));
  });
}

/** What keeps the fleet from working as it should, as rows at the top of the tree, each with its next step. */
export class Notices implements Disposable {
  readonly #service: FleetService;
  readonly #find: FindProgram;
  readonly #place: FleetPlace;
  readonly #findNewcomer: FindNewcomer;
  readonly #changed = new Emitter<void>();
  #isNewcomer = false;
  #missing: readonly Missing[] = [];
  #checking: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(
    service: FleetService,
    find: FindProgram,
    place: FleetPlace = OWN_FLEET,
    findNewcomer: FindNewcomer = async () => Promise.resolve(false),
  ) {
    this.#place = place;
    this.#service = service;
    this.#find = find;
    this.#findNewcomer = findNewcomer;
  }

  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  /**
   * Looks again for the programs that Agentinnen need. Calls during a look share the one after it: what they know of, as that
   * there is a fleet now, it may have begun too early to see.
   */
  async check(): Promise<void> {
    this.#isAskedAgain = true;
    this.#checking ??= this.#lookUntilSettled().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  /** The command that installs the program here; null when we know none. */
  async howToInstall(program: Program): Promise<string | null> {
    return installCommand(program, this.#find);
  }

  get missing(): readonly Program[] {
    return this.#missing.map((missing) => missing.program);
  }

  /** Is a first step all that there is to show? */
  get isNewcomer(): boolean {
    return this.#isNewcomer && this.#service.problem === undefined;
  }

  rows(): RowNode[] {
    // The welcome says it all, and stands only in an empty tree.
    if (this.isNewcomer) return [];
    const missing = this.#missing.map(({ program, command }) => missingRow(program, command));
    const demo = this.#place.kind === 'demo' ? demoRow() : null;
    return [demo, restrictedRow(), this.#problemRow(), ...missing].filter((row) => row !== null);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #lookUntilSettled(): Promise<void> {
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    const agents = this.#service.fleet?.config.agents ?? [];
    const programs = await missingPrograms(agents, this.#find);
    const missing = await Promise.all(
      programs.map(async (program) => ({ program, command: await this.howToInstall(program) })),
    );
    const isNewcomer = await this.#findNewcomer(agents);
    const isSame = JSON.stringify(missing) === JSON.stringify(this.#missing);
    if (isSame && isNewcomer === this.#isNewcomer) return;
    this.#missing = missing;
    this.#isNewcomer = isNewcomer;
    this.#changed.fire();
  }

  #problemRow(): RowNode | null {
    const { problem, phase } = this.#service;
    if (problem === undefined) return null;
    const isConfig = problem.code.startsWith('config_');
    return noticeRow('problem', {
      label: isConfig ? l10n.t('fleet.json cannot be used') : l10n.t('The fleet has a problem'),
      description: isConfig ? faultText(problem) : errorSentence(problem),
      said: errorSentence(problem),
      icon: {
        id: phase === 'failed' ? 'error' : 'warning',
        color: phase === 'failed' ? 'charts.red' : COLORS.attention,
      },
      command: isConfig
        ? { id: COMMANDS.openFleetFile, title: l10n.t('Open fleet.json'), args: [] }
        : { id: COMMANDS.showLog, title: l10n.t('Show Log'), args: [] },
    });
  }
}

function restrictedRow(): RowNode | null {
  if (workspace.isTrusted) return null;
  return noticeRow('restricted', {
    label: l10n.t('Restricted Mode'),
    description: l10n.t('only looking; trust this workspace to lead Agentinnen'),
    icon: { id: 'workspace-untrusted', color: COLORS.attention },
    command: { id: 'workbench.trust.manage', title: l10n.t('Manage Workspace Trust'), args: [] },
  });
}

function missingRow(program: Program, command: string | null): RowNode {
  const hint = program === 'tmux' ? l10n.t('not available here; use WSL, Linux or macOS') : '';
  return noticeRow(`missing-${program}`, {
    label: program === 'tmux' ? l10n.t('tmux is missing') : l10n.t('Codex is missing'),
    description: command ?? hint,
    icon: { id: 'warning', color: COLORS.attention },
    command: { id: COMMANDS.installMissing, title: l10n.t('Install'), args: [program] },
  });
}

interface NoticeFace extends Pick<Row, 'label' | 'description' | 'icon'> {
  readonly command: RowCommand;
  /** All of it, where the description is short. */
  readonly said?: string;
}

/** A row about what is wrong, whose click is the next step. */
export function noticeRow(key: string, { said, ...face }: NoticeFace): RowNode {
  const spoken = `${face.label}: ${said ?? face.description}`;
  const row: Row = { ...face, contextValue: `notice ${key}`, spoken };
  return { id: `notice/${key}`, target: NO_TARGET, row, children: [], isOpen: false, facts: () => [] };
}
