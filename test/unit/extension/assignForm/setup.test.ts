import { beforeEach, describe, expect, it } from 'vitest';
import type { Consent, SetupPreview, SetupResult } from '../../../../src/core/worktrees/repositories.ts';
import { EMPTY_DRAFT } from '../../../../src/extension/assignForm/draft.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import { SetupNotes } from '../../../../src/extension/assignForm/setupNotes.ts';
import { submitDraft } from '../../../../src/extension/assignForm/submit.ts';
import type { MadePlace, Submission, Submitted } from '../../../../src/extension/assignForm/submit.ts';
import type { SetupNote } from '../../../../src/shared/assignForm.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { createdWorktree, fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { errors, person, serviceOver } from '../support.ts';

const SHA = 'a'.repeat(64);
const draft = { ...EMPTY_DRAFT, agentId: 'a', task: 'Look.', worktree: true };

let consents: (Consent | null)[];
let looks = 0;

beforeEach(() => {
  ui.reset();
  ui.folders = [{ uri: { fsPath: '/shop' } }];
  consents = [];
  looks = 0;
});

function fleetWith(preview: SetupPreview, result: SetupResult): FakeFleet {
  const repositories = fakeRepositories({
    find: async () => Promise.resolve({ here: '/shop', root: '/shop', commonDir: '/shop/.git' }),
    setupScript: async () => {
      looks += 1;
      return Promise.resolve(preview);
    },
    createWorktree: async () => Promise.resolve(createdWorktree('/shop/wt', 'b')),
    setUp: async (_repository, _tree, consent) => {
      consents.push(consent);
      return Promise.resolve(result);
    },
  });
  return Object.assign(new FakeFleet(['a']), { repositories });
}

const found: SetupPreview = {
  state: 'found',
  sha256: SHA,
  isAllowed: false,
  argv: ['.codex-master/setup'],
  text: 'npm ci\u001b[2J',
};

async function submit(
  fleet: FakeFleet,
  allowSetup: string,
  change: Partial<Submission> = {},
): Promise<Submitted> {
  const service = await serviceOver(fleet);
  const none = (): void => {};
  const agent = fleet.peek('a', person);
  const wish = { service, agent, key: 'k', folder: null, made: null, tell: none, onMade: none, errors };
  return submitDraft({ ...wish, draft: { ...draft, allowSetup }, ...change });
}

describe('the set-up script in the form', () => {
  it('is shown in what can be seen of it when a worktree is wanted, and looked at once', async () => {
    const fleet = fleetWith(found, { state: 'none' });
    const shown: (SetupNote | null)[] = [];
    const notes = new SetupNotes((note) => shown.push(note));
    const agent = fleet.peek('a', person);
    await notes.look(fleet, { ...draft, worktree: false }, agent);
    await notes.look(fleet, draft, agent);
    await notes.look(fleet, { ...draft, task: 'Look here.' }, agent);
    await notes.look(fleet, { ...draft, worktree: false }, agent);
    expect(shown).toEqual([
      { sha256: SHA, commandLine: '.codex-master/setup', text: 'npm ci\\u{1B}[2J', asks: true },
      null,
    ]);
    expect(looks).toBe(1);
  });

  it('runs with the hash that was allowed there, and with nothing when nothing was', async () => {
    await submit(fleetWith(found, { state: 'none' }), SHA);
    await submit(fleetWith(found, { state: 'needs_consent', sha256: SHA }), '');
    expect(consents).toEqual([{ sha256: SHA, holder: person }, null]);
    expect(ui.shown).toEqual([]);
  });

  it('is told when it failed, or was another one than the one that was allowed', async () => {
    const program = { ok: false, returncode: 1, output: 'no network' };
    const told: string[] = [];
    const failed = fleetWith(found, { state: 'failed', sha256: SHA, program });
    const tell = (text: string): void => void told.push(text);
    expect((await submit(failed, SHA, { tell })).isSetUpFailed).toBe(true);
    await submit(fleetWith(found, { state: 'needs_consent', sha256: 'b'.repeat(64) }), SHA);
    // Of several that are set up at the same time each is named.
    expect(told[1]).toBe('Setting up the worktree of Mila (a)…');
    expect(ui.shown[0]).toBe(
      'warning: The set-up script failed in the worktree of Mila (a): no network [Run It Again]',
    );
    expect(ui.shown[1]).toContain('the one in the worktree is not the one that you allowed');
  });

  it('is run again where it failed, when the person wants that', async () => {
    const program = { ok: false, returncode: 1, output: 'no network' };
    ui.buttons.push('Run It Again', undefined);
    await submit(fleetWith(found, { state: 'failed', sha256: SHA, program }), SHA);
    await expect.poll(() => consents).toEqual([{ sha256: SHA, holder: person }, null]);
    await expect.poll(() => ui.shown).toHaveLength(2);
  });

  it('says so where it cannot even be run again', async () => {
    const program = { ok: false, returncode: 1, output: 'no network' };
    const fleet = fleetWith(found, { state: 'failed', sha256: SHA, program });
    const { repositories } = fleetWith(found, { state: 'failed', sha256: SHA, program });
    const gone = new FleetError('worktree_not_found', 'Gone.');
    fleet.repositories.setUp = async (...wish) =>
      consents.length === 0 ? repositories.setUp(...wish) : Promise.reject(gone);
    ui.buttons.push('Run It Again');
    await submit(fleet, SHA);
    await expect.poll(() => ui.shown.at(-1)).toMatch(/^error: Gone\./u);
  });

  it('can be stopped while it hangs, and runs at the next try in the worktree that is there', async () => {
    const places: MadePlace[] = [];
    const fleet = fleetWith(found, { state: 'none' });
    const runs = fleetWith(found, { state: 'none' }).repositories;
    const stopped = new FleetError('cancelled', 'Ended.');
    fleet.repositories.setUp = async (_repository, _tree, _consent, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(stopped)));
    const onMade = (place: MadePlace): void => void places.push(place);
    const submitted = submit(fleet, SHA, { onMade });
    await expect.poll(() => ui.progress.at(-1)?.title).toBe('Setting up the worktree of Mila (a)…');
    ui.progress.at(-1)?.cancel();
    await expect(submitted).rejects.toMatchObject({
      code: 'cancelled',
      message: 'You stopped the set-up of the worktree of Mila (a). She has no task.',
    });
    expect(fleet.calls.filter((call) => /^(start|assign)/.test(call))).toEqual([]);
    Object.assign(fleet, { repositories: runs });
    await submit(fleet, SHA, { made: places[0]!, onMade });
    expect(consents).toHaveLength(1);
    expect(places.map(({ isSetUp }) => isSetUp)).toEqual([false, true]);
  });
});
