import type { AgentSnapshot, Fleet } from '../../core/fleetApi.ts';
import { commandLineOf } from '../../core/text/commandLine.ts';
import { visibleText } from '../../core/text/visibleText.ts';
import type { AssignDraft, SetupNote } from '../../shared/assignForm.ts';
import { repositoryFolder } from './submit.ts';

/** Shows the set-up script of the worktree that a draft asks for, so that it is allowed where it is read. */
export class SetupNotes {
  readonly #show: (note: SetupNote | null) => void;
  #asked = '';
  #isShown = false;

  constructor(show: (note: SetupNote | null) => void) {
    this.#show = show;
  }

  /** Looks when the draft is for another Agentin or wants a worktree now, not with each letter. */
  async look(
    fleet: Pick<Fleet, 'repositories'>,
    draft: AssignDraft,
    agent: AgentSnapshot | undefined,
  ): Promise<void> {
    const asked = draft.worktree && agent !== undefined ? agent.spec.id : '';
    if (asked === this.#asked) return;
    this.#asked = asked;
    const note = asked === '' || agent === undefined ? null : await noteOf(fleet, agent);
    if (asked !== this.#asked || (note === null && !this.#isShown)) return;
    this.#isShown = note !== null;
    this.#show(note);
  }

  /** The form is drawn anew, and knows nothing. */
  forget(): void {
    this.#asked = '';
    this.#isShown = false;
  }
}

async function noteOf(
  { repositories }: Pick<Fleet, 'repositories'>,
  agent: AgentSnapshot,
): Promise<SetupNote | null> {
  const folder = await repositoryFolder(agent);
  if (folder === null) return null;
  try {
    const preview = await repositories.setupScript(await repositories.find(folder));
    if (preview.state !== 'found') return null;
    const { sha256, argv, text, isAllowed } = preview;
    return {
      sha256,
      commandLine: visibleText(commandLineOf(argv)),
      text: visibleText(text),
      asks: !isAllowed,
    };
  } catch {
    // What is wrong with the repository is told when the worktree is made.
    return null;
  }
}
