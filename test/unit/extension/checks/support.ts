import { FleetError } from '../../../../src/core/errors.ts';
import type { CheckCommand } from '../../../../src/core/worktrees/checks.ts';
import type {
  Consent,
  OutputWatcher,
  ProgramText,
  Repository,
} from '../../../../src/core/worktrees/repositories.ts';
import { Checks } from '../../../../src/extension/checks/checks.ts';
import { CheckResults } from '../../../../src/extension/checks/results.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { testControllers } from '../../fakes/vscode/tests.ts';
import type { FakeTestController, FakeTestItem } from '../../fakes/vscode/tests.ts';
import { serviceOver, silent } from '../support.ts';
import { review } from '../worktrees/support.ts';

export const DECLARED: CheckCommand = {
  name: 'unit',
  argv: ['npm', 'test'],
  timeoutSeconds: 60,
  folder: null,
  origin: 'fleet_file',
};

type Program = (watcher: OutputWatcher) => Promise<ProgramText> | ProgramText;

export const fine: ProgramText = { ok: true, returncode: 0, output: '' };

/** Repositories whose programs are played by the test: every folder `/shop…` is the top of a working tree. */
export class CheckWorld {
  readonly results = new CheckResults();
  readonly programs = new Map<string, Program>();
  /** Each program that ran, with its folder. */
  readonly ran: string[] = [];
  readonly allowed = new Set<string>();
  declared: readonly CheckCommand[] = [DECLARED];
  snapshot = 'one';
  nowMs = Date.UTC(2026, 0, 2, 10);

  readonly repositories = fakeRepositories({
    find: async (folder) =>
      folder.startsWith('/shop')
        ? Promise.resolve({ here: treeOf(folder), root: '/shop', commonDir: '/shop/.git' })
        : Promise.reject(new FleetError('not_a_repository', 'This is no repository.')),
    declaredChecks: async () => Promise.resolve(this.declared),
    checkConsent: async (_repository, command) => {
      const sha256 = this.#hash(command);
      return Promise.resolve({ sha256, isGiven: command.origin === 'person' || this.allowed.has(sha256) });
    },
    runCheck: async (repository, command, consent, watcher) =>
      this.#runCheck(repository, command, consent, watcher),
    check: async () => Promise.resolve({ checks: [{ name: 'diff_check', program: this.git }], declared: 0 }),
    review: async (_repository, tree) => Promise.resolve(review(tree, { snapshot: this.snapshot })),
  });
  git: ProgramText = fine;

  async start(fleet: FakeFleet): Promise<{ checks: Checks; explorer: FakeTestController }> {
    Object.assign(fleet, { repositories: this.repositories });
    const service = await serviceOver(fleet);
    const checks = new Checks({ service, results: this.results, log: silent, now: () => this.nowMs });
    const explorer = testControllers.at(-1)!;
    await explorer.resolveHandler?.(undefined);
    return { checks, explorer };
  }

  #hash({ argv }: CheckCommand): string {
    return Buffer.from(argv.join(' ')).toString('hex').padEnd(64, '0');
  }

  async #runCheck(
    { here }: Repository,
    command: CheckCommand,
    consent: Consent | null,
    watcher: OutputWatcher,
  ) {
    const sha256 = this.#hash(command);
    if (consent?.sha256 === sha256) this.allowed.add(sha256);
    if (command.origin !== 'person' && !this.allowed.has(sha256))
      return { state: 'needs_consent' as const, sha256 };
    const line = command.argv.join(' ');
    this.ran.push(`${command.folder ?? here}: ${line}`);
    const program = await (this.programs.get(line)?.(watcher) ?? fine);
    if (watcher.signal?.aborted === true) throw new FleetError('cancelled', 'It was stopped.');
    return { state: 'ended' as const, program };
  }
}

function treeOf(folder: string): string {
  return folder.startsWith('/shop/wt/') ? folder.split('/').slice(0, 4).join('/') : '/shop';
}

/** The Test Explorer as text. */
export function drawn({ items }: FakeTestController): string {
  const lines: string[] = [];
  const draw = (depth: number) => (item: FakeTestItem) => {
    lines.push(`${'  '.repeat(depth)}${item.label}`);
    item.children.forEach(draw(depth + 1));
  };
  items.forEach(draw(0));
  return lines.join('\n');
}
