import type { AgentSnapshot, Fleet } from '../../core/fleetApi.ts';
import type { Logger } from '../../core/ports.ts';
import type { SkillInventory } from '../../core/skills.ts';
import type { AssignDraft } from '../../shared/assignForm.ts';
import type { MessageOf } from '../../shared/messages.ts';
import type { AssignFormHostMessages } from '../../shared/protocol.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { unawaited } from '../unawaited.ts';
import type { ReviewBasis } from './review.ts';
import { reviewDraft } from './reviewAll.ts';
import { SetupNotes } from './setupNotes.ts';

/** More names do not help to choose one. */
const MOST_SKILLS = 300;

type News = Extract<MessageOf<AssignFormHostMessages>, { readonly type: 'review' | 'skills' | 'setup' }>;

export interface ReviewerOptions {
  readonly service: FleetService;
  readonly log: Logger;
  readonly now: () => number;
}

/** Works out what the draft of a form would come to, and tells the form: the last one asked for alone. */
export class FormReviewer {
  readonly #options: ReviewerOptions;
  readonly #tell: (news: News) => void;
  readonly #skills = new Map<string, SkillInventory | null>();
  readonly #setup: SetupNotes;
  #revision = 0;

  constructor(options: ReviewerOptions, tell: (news: News) => void) {
    this.#options = options;
    this.#tell = tell;
    this.#setup = new SetupNotes((note) => tell({ type: 'setup', body: { note } }));
  }

  /** The form is drawn anew, and knows nothing of what it was told. */
  forget(): void {
    this.#skills.clear();
    this.#setup.forget();
  }

  /** Without it the form says less, and works. `agents`: those whom it is for. */
  soon(draft: AssignDraft, agents: readonly AgentSnapshot[]): void {
    unawaited(this.#review(draft, agents), this.#options.log, 'An assignment could not be reviewed');
  }

  /** What a review of it for these is made of. */
  async bases(fleet: Fleet, agents: readonly AgentSnapshot[]): Promise<ReviewBasis[]> {
    const { service, now } = this.#options;
    const [all, nowMs] = [service.snapshots(), now()];
    return Promise.all(
      agents.map(async (agent) => ({ fleet, agent, all, skills: await this.#skillsOf(fleet, agent), nowMs })),
    );
  }

  async #review(draft: AssignDraft, agents: readonly AgentSnapshot[]): Promise<void> {
    this.#revision += 1;
    const revision = this.#revision;
    const { fleet } = this.#options.service;
    if (fleet === undefined || (agents.length === 0 && draft.several === null)) return;
    unawaited(this.#setup.look(fleet, draft, agents[0]), this.#options.log, 'A set-up script is not shown');
    const { able: _able, ...review } = await reviewDraft(draft, await this.bases(fleet, agents), {
      isFinal: false,
    });
    if (revision === this.#revision) this.#tell({ type: 'review', body: review });
  }

  async #skillsOf(fleet: Fleet, agent: AgentSnapshot): Promise<SkillInventory | null> {
    const agentId = agent.spec.id;
    const known = this.#skills.get(agentId);
    if (known !== undefined) return known;
    const inventory = await fleet.skills(agentId).catch(() => null);
    this.#skills.set(agentId, inventory);
    const all = [...this.#skills.values()].flatMap((one) => one?.skills ?? []);
    const names = [...new Set(all.map((skill) => skill.name))].toSorted().slice(0, MOST_SKILLS);
    this.#tell({ type: 'skills', body: { names } });
    return inventory;
  }
}
