import { beforeEach, describe, expect, it } from 'vitest';
import type { Consent, SetupPreview, SetupResult } from '../../../../src/core/worktrees/repositories.ts';
import { EMPTY_DRAFT } from '../../../../src/extension/assignForm/draft.ts';
import { SetupNotes } from '../../../../src/extension/assignForm/setupNotes.ts';
import { submitDraft } from '../../../../src/extension/assignForm/submit.ts';
import type { SetupNote } from '../../../../src/shared/assignForm.ts';
import { FakeFleet } from '../../fakes/fakeFleet.ts';
import { fakeRepositories } from '../../fakes/fakeRepositories.ts';
import { ui } from '../../fakes/vscode.ts';
import { person, serviceOver } from '../support.ts';

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
    createWorktree: async () =>
      Promise.resolve({
        path: '/shop/wt',
        branch: 'b',
        baseCommit: 'c',
        resumed: false,
        excluded: true,
        included: null,
        filtersNotRun: [],
      }),
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

async function submit(fleet: FakeFleet, allowSetup: string): Promise<void> {
  const service = await serviceOver(fleet);
  const none = (): void => {};
  const agent = fleet.peek('a', person);
  const wish = { service, agent, key: 'k', folder: null, made: null, tell: none, onMade: none };
  await submitDraft({ ...wish, draft: { ...draft, allowSetup } });
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
    await submit(fleetWith(found, { state: 'failed', sha256: SHA, program }), SHA);
    await submit(fleetWith(found, { state: 'needs_consent', sha256: 'b'.repeat(64) }), SHA);
    expect(ui.shown[0]).toContain('The set-up script failed: no network');
    expect(ui.shown[1]).toContain('the one in the worktree is not the one that you allowed');
  });
});
