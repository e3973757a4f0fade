import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitRig, wish } from './rig.ts';
import { killAfter, startWorker } from './workerProcess.ts';

/** A process that is killed while it makes a worktree. */

let rig: GitRig;

beforeEach(() => {
  rig = new GitRig();
  rig.write('repo/.env', 'SECRET=1\n');
  rig.write('repo/.worktreeinclude', '.env\n');
});

afterEach(() => rig.dispose());

function commit(): string {
  return rig.git('repo', 'rev-parse', 'HEAD').trim();
}

/** The journal of a process that died while it made `wt`. */
function leaveJournal(change: object = {}): void {
  mkdirSync(path.join(rig.stateRoot, 'worktrees'), { recursive: true, mode: 0o700 });
  const name = createHash('sha256').update(rig.at('repo/.git')).digest('hex').slice(0, 32);
  const intent = {
    ...{ agent: 'a', target: rig.at('repo/p/wt'), branch: 'codex-master/a-old', commit: commit() },
    ...{ created_at_ms: 1, parents: [rig.at('repo/p')], ...change },
  };
  writeFileSync(path.join(rig.stateRoot, 'worktrees', `${name}.json`), JSON.stringify(intent), {
    mode: 0o600,
  });
}

async function tryAgain() {
  const repositories = rig.repositories();
  return repositories.createWorktree(await repositories.find(rig.root), wish({ path: 'p/wt' }));
}

describe('whoever looks', () => {
  async function settle() {
    const repositories = rig.repositories();
    return repositories.settle(await repositories.find(rig.root));
  }

  it('finds nothing where nobody was killed', async () => {
    expect(await settle()).toBeNull();
    expect(existsSync(rig.at('state/locks'))).toBe(false);
  });

  it('takes back what git had begun, and tells where the files are that stood there', async () => {
    leaveJournal();
    rig.git('repo', 'worktree', 'add', '-q', '-b', 'codex-master/a-old', rig.at('repo/p/wt'));
    const [entry = ''] = readdirSync(rig.at('repo/.git/worktrees'));
    writeFileSync(rig.at('repo/.git/worktrees', entry, 'locked'), 'initializing');
    const settled = await settle();
    expect(settled).toMatchObject({ agentId: 'a', path: rig.at('repo/p/wt'), isFinished: false });
    expect(existsSync(path.join(settled?.keptFolder ?? '', 'README.md'))).toBe(true);
    expect(rig.git('repo', 'worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(rig.git('repo', 'branch', '--list', 'codex-master/a-old')).toBe('');
    expect(rig.git('repo', 'status', '--short')).toBe('?? .worktreeinclude\n');
    expect(await settle()).toBeNull();
  });

  it('finishes what git had finished', async () => {
    leaveJournal();
    rig.git('repo', 'worktree', 'add', '-q', '-b', 'codex-master/a-old', rig.at('repo/p/wt'));
    expect(await settle()).toEqual({
      agentId: 'a',
      path: rig.at('repo/p/wt'),
      isFinished: true,
      keptFolder: null,
    });
    expect(existsSync(rig.at('repo/p/wt/.env'))).toBe(true);
    const { worktrees } = await rig.repositories().listed(await rig.repositories().find(rig.root));
    expect(worktrees.at(-1)?.made).toMatchObject({ agentId: 'a' });
    expect(await settle()).toBeNull();
  });
});

describe('the next try', () => {
  it('takes back an empty folder', async () => {
    leaveJournal();
    mkdirSync(rig.at('repo/p/wt'), { recursive: true });
    expect(await tryAgain()).toMatchObject({ resumed: false, included: { copied: 1 } });
  });

  it('takes back what git had begun, keeps the files that stand there, and leaves no branch', async () => {
    leaveJournal();
    rig.git('repo', 'worktree', 'add', '-q', '-b', 'codex-master/a-old', rig.at('repo/p/wt'));
    const [entry = ''] = readdirSync(rig.at('repo/.git/worktrees'));
    writeFileSync(rig.at('repo/.git/worktrees', entry, 'locked'), 'initializing');
    rig.write('repo/p/wt/half', 'written\n');
    expect(await tryAgain()).toMatchObject({ resumed: false });
    const [aside = ''] = readdirSync(rig.at('repo/.codex-master-worktrees'));
    expect(readFileSync(rig.at('repo/.codex-master-worktrees', aside, 'half'), 'utf8')).toBe('written\n');
    expect(rig.git('repo', 'branch', '--list', 'codex-master/a-old')).toBe('');
    expect(rig.git('repo', 'worktree', 'list').trim().split('\n')).toHaveLength(2);
    expect(rig.git('repo', 'status', '--short')).toBe('?? .worktreeinclude\n');
  });

  it('finishes what git had finished', async () => {
    leaveJournal();
    rig.git('repo', 'worktree', 'add', '-q', '-b', 'codex-master/a-old', rig.at('repo/p/wt'));
    expect(await tryAgain()).toMatchObject({
      resumed: true,
      branch: 'codex-master/a-old',
      excluded: true,
      included: { copied: 1 },
    });
    await expect(tryAgain()).rejects.toMatchObject({ code: 'worktree_path_refused' });
  });

  it('touches neither a finished worktree in which work was done, nor its branch', async () => {
    leaveJournal();
    rig.git('repo', 'worktree', 'add', '-q', '-b', 'codex-master/a-old', rig.at('repo/p/wt'));
    rig.write('repo/p/wt/work', 'precious\n');
    rig.git('repo', 'commit', '-q', '--allow-empty', '-m', 'another base');
    await expect(tryAgain()).rejects.toMatchObject({ code: 'worktree_path_refused' });
    expect(readFileSync(rig.at('repo/p/wt/work'), 'utf8')).toBe('precious\n');
    expect(rig.git('repo/p/wt', 'rev-parse', '--abbrev-ref', 'HEAD').trim()).toBe('codex-master/a-old');
  });

  it('keeps a branch that went on, and what stands at the place but is no folder', async () => {
    const before = commit();
    rig.git('repo', 'branch', 'codex-master/a-old');
    rig.git('repo', 'switch', '-q', 'codex-master/a-old');
    rig.git('repo', 'commit', '-q', '--allow-empty', '-m', 'work');
    rig.git('repo', 'switch', '-q', 'main');
    leaveJournal({ commit: before });
    rig.write('repo/p/wt', 'a file\n');
    await expect(tryAgain()).rejects.toMatchObject({ code: 'worktree_path_refused' });
    expect(rig.git('repo', 'branch', '--list', 'codex-master/a-old')).not.toBe('');
    expect(readFileSync(rig.at('repo/p/wt'), 'utf8')).toBe('a file\n');
  });

  it('is not kept up by a journal that cannot be read', async () => {
    leaveJournal();
    const [name = ''] = readdirSync(path.join(rig.stateRoot, 'worktrees'));
    writeFileSync(path.join(rig.stateRoot, 'worktrees', name), '{"half');
    expect(await tryAgain()).toMatchObject({ resumed: false });
  });
});

/** Other moments on each machine, to explore; `killedSteps.test.ts` has the same ones each time. */
const ROUNDS = Number(process.env['CODEX_MASTER_RANDOM_KILLS'] ?? 0);

it.runIf(ROUNDS > 0)(
  'succeeds after a kill -9 at any moment',
  async () => {
    for (let file = 0; file < 200; file += 1) rig.write(`repo/src/${file}.txt`, `${'x'.repeat(2000)}\n`);
    rig.git('repo', 'add', '.');
    rig.git('repo', 'commit', '-q', '-m', 'much');
    const baseCommit = commit();
    for (let round = 0; round < ROUNDS; round += 1) {
      // From before the first step to after the last: a whole creation takes some 60 ms on a machine at rest.
      await killAfter(startWorker(rig, 'create'), (round * 100) / ROUNDS, { git: false });
      const { path: tree } = await tryAgain();
      expect(rig.git('repo/p/wt', 'rev-parse', 'HEAD').trim()).toBe(baseCommit);
      expect(rig.git('repo/p/wt', 'status', '--short')).toBe('');
      expect(existsSync(`${tree}/.env`)).toBe(true);
      rig.git('repo', 'worktree', 'remove', '--force', tree);
      execFileSync('rm', ['-rf', rig.at('repo/p'), rig.at('repo/.codex-master-worktrees')]);
    }
    // Temporary files of the killed are swept when they are old.
    const left = readdirSync(path.join(rig.stateRoot, 'worktrees'));
    expect(left.filter((name) => !name.startsWith('.'))).toEqual([]);
    expect(rig.git('repo', 'worktree', 'list').trim().split('\n')).toHaveLength(1);
  },
  600_000,
);
