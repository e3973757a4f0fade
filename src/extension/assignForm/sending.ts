import { l10n } from 'vscode';
import type { AssignmentRecord } from '../../core/assignment/assignment.ts';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { AssignDraft } from '../../shared/assignForm.ts';
import { startFolder } from '../commands/ask/startFolder.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { agentTitle } from '../text/words.ts';
import { submitDraft } from './submit.ts';
import type { MadePlace } from './submit.ts';
import { showWarning } from '../messages/say.ts';
import type { Watcher } from '../messages/say.ts';

/** What became of it at one of those whom it was for. */
export interface Sent {
  readonly agent: AgentSnapshot;
  readonly result:
    | {
        readonly kind: 'given';
        readonly assignment: AssignmentRecord;
        readonly isSetUpFailed: boolean;
      }
    | { readonly kind: 'failed'; readonly error: unknown };
}

/**
 * Gives what a form says to one Agentin or to several at the same time, as often as it takes. What an earlier try made or may
 * have sent is not made or sent again.
 */
export class Sending {
  readonly #service: FleetService;
  readonly #errors: Watcher;
  readonly #keys = new Map<string, string>();
  readonly #made = new Map<string, MadePlace>();

  constructor(service: FleetService, errors: Watcher) {
    this.#service = service;
    this.#errors = errors;
  }

  /** What was changed is another assignment: it must not be taken for the one that may have been sent. */
  forgetKeys(): void {
    this.#keys.clear();
  }

  /** Asks first, once for all. Rejects with `cancelled` when the person thought better of it. */
  async send(
    draft: AssignDraft,
    agents: readonly AgentSnapshot[],
    tell: (progress: string) => void,
  ): Promise<readonly Sent[]> {
    const running = draft.worktree ? agents.filter(isRunning) : [];
    if (running.length > 0 && !(await mayRestart(running))) throw cancelled();
    const homeless = agents.find((agent) => agent.spec.cwd === null && !isRunning(agent));
    const folder = homeless === undefined || draft.worktree ? null : await startFolder(homeless.spec);
    if (folder === undefined) throw cancelled();
    const progress = new Map<string, string>();
    const tellOf = (agentId: string) => (text: string) => {
      progress.set(agentId, text);
      tell([...progress.values()].join(' '));
    };
    return Promise.all(
      agents.map(async (agent) => this.#sendTo(agent, draft, folder, tellOf(agent.spec.id))),
    );
  }

  async #sendTo(
    agent: AgentSnapshot,
    draft: AssignDraft,
    folder: string | null,
    tell: (progress: string) => void,
  ): Promise<Sent> {
    const agentId = agent.spec.id;
    const key = this.#keys.get(agentId) ?? crypto.randomUUID();
    this.#keys.set(agentId, key);
    const made = this.#made.get(agentId) ?? null;
    const onMade = (place: MadePlace): void => void this.#made.set(agentId, place);
    const basis = { service: this.#service, errors: this.#errors };
    const submission = { ...basis, agent, draft, key, folder, made, tell, onMade };
    try {
      const { assignment, isSetUpFailed } = await submitDraft(submission);
      this.#keys.delete(agentId);
      this.#made.delete(agentId);
      return { agent, result: { kind: 'given', assignment, isSetUpFailed } };
    } catch (error) {
      // Whether it arrived is not known: only the same key may be tried again.
      if (!FleetError.is(error, 'delivery_unknown')) this.#keys.delete(agentId);
      return { agent, result: { kind: 'failed', error } };
    }
  }
}

function cancelled(): FleetError {
  return new FleetError('cancelled', 'Nothing was assigned.');
}

async function mayRestart(agents: readonly AgentSnapshot[]): Promise<boolean> {
  const restart = l10n.t('Start Again There');
  const names = agents.map(({ spec }) => agentTitle(spec)).join(', ');
  const isOne = agents.length === 1;
  const question = isOne
    ? l10n.t('{0} runs in another folder. Start her again in the new worktree?', names)
    : l10n.t('{0} run in other folders. Start them again in new worktrees?', names);
  const detail = isOne
    ? l10n.t('She is stopped and started there. Her terminal closes and comes back.')
    : l10n.t('They are stopped and started there. Their terminals close and come back.');
  return (await showWarning(question, { modal: true, detail }, restart)) === restart;
}
