import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Repositories, Repository, SetupResult } from '../../../src/core/worktrees/repositories.ts';
import { freshRig } from './freshRig.ts';
import { GitRig, wish } from './rig.ts';

const person = { owner: 'me', kind: 'person' } as const;
const lead = { owner: 'it', kind: 'lead' } as const;

let rig: GitRig;
let repositories: Repositories;
let repository: Repository;

freshRig(
  () => new GitRig(),
  (world) => ({ rig, repositories, repository } = world),
);

async function newTree(): Promise<string> {
  return (await repositories.createWorktree(repository, wish())).path;
}

function commitScript(text: string, mode = 0o755): void {
  rig.write('repo/.codex-master/setup', text, mode);
  rig.git('repo', 'add', '.');
  rig.git('repo', 'commit', '-q', '-m', 'set-up');
}

function hashOf(result: SetupResult): string {
  if (!('sha256' in result)) throw new Error(result.state);
  return result.sha256;
}

describe('the set-up script', () => {
  it('is nothing where there is none', async () => {
    expect(await repositories.setUp(repository, await newTree(), null, {})).toEqual({ state: 'none' });
  });

  it('is shown before there is a worktree, and what was allowed there is what runs in it', async () => {
    expect(await repositories.setupScript(repository)).toEqual({ state: 'none' });
    commitScript('#!/bin/sh\necho ready > ready\n');
    const shown = await repositories.setupScript(repository);
    expect(shown).toMatchObject({
      state: 'found',
      isAllowed: false,
      argv: ['.codex-master/setup'],
      text: '#!/bin/sh\necho ready > ready\n',
    });
    const sha256 = shown.state === 'found' ? shown.sha256 : '';
    const tree = await newTree();
    expect(await repositories.setUp(repository, tree, { sha256, holder: person }, {})).toMatchObject({
      state: 'done',
    });
    expect(await repositories.setupScript(repository)).toMatchObject({ isAllowed: true });
    // Another one than was shown, in what was not committed: it is not the one that the worktree gets.
    rig.write('repo/.codex-master/setup', '#!/bin/sh\ntrue\n', 0o755);
    const other = await repositories.setupScript(repository);
    expect(other).toMatchObject({ isAllowed: false, text: '#!/bin/sh\ntrue\n' });
    rig.write('repo/.codex-master/setup', 'x', 0o644);
    expect(await repositories.setupScript(repository)).toEqual({ state: 'unusable' });
  });

  it('of the project runs after a person allowed it, and then in every new worktree', async () => {
    commitScript('#!/bin/sh\necho ready > ready\necho done\n');
    const first = await newTree();
    const asked = await repositories.setUp(repository, first, null, {});
    expect(asked.state).toBe('needs_consent');
    expect(existsSync(`${first}/ready`)).toBe(false);
    const consent = { sha256: hashOf(asked), holder: person };
    expect(await repositories.setUp(repository, first, consent, {})).toMatchObject({
      state: 'done',
      program: { ok: true, output: 'done' },
    });
    const second = await newTree();
    // By another process, for a lead.
    expect(await rig.repositories().setUp(repository, second, null, {})).toMatchObject({ state: 'done' });
    expect(readFileSync(`${second}/ready`, 'utf8')).toBe('ready\n');
    const [file = ''] = readdirSync(rig.at('state/consents'));
    expect(statSync(rig.at('state/consents', file)).mode & 0o777).toBe(0o600);
  });

  it('asks again when it changed, and does not take the old yes for the new script', async () => {
    commitScript('#!/bin/sh\ntouch one\n');
    const tree = await newTree();
    const sha256 = hashOf(await repositories.setUp(repository, tree, null, {}));
    await repositories.setUp(repository, tree, { sha256, holder: person }, {});
    commitScript('#!/bin/sh\ntouch two\n');
    const changed = await newTree();
    const again = await repositories.setUp(repository, changed, { sha256, holder: person }, {});
    expect(again.state).toBe('needs_consent');
    expect(hashOf(again)).not.toBe(sha256);
    expect(existsSync(`${changed}/two`)).toBe(false);
  });

  it('is not for a lead to allow', async () => {
    commitScript('#!/bin/sh\ntouch one\n');
    const tree = await newTree();
    const sha256 = hashOf(await repositories.setUp(repository, tree, null, {}));
    await expect(repositories.setUp(repository, tree, { sha256, holder: lead }, {})).rejects.toMatchObject({
      code: 'consent_refused',
    });
    expect(await repositories.setUp(repository, tree, null, {})).toMatchObject({ state: 'needs_consent' });
  });

  it('of the fleet file goes before, and the files of the project that it names count', async () => {
    commitScript('#!/bin/sh\ntouch wrong\n');
    rig.write('repo/scripts/prepare.sh', 'touch right; exit 7\n');
    rig.git('repo', 'add', '.');
    rig.git('repo', 'commit', '-q', '-m', 'script');
    rig.declare({ setup: { argv: ['sh', 'scripts/prepare.sh'], timeoutSeconds: 60 } });
    const tree = await newTree();
    const sha256 = hashOf(await repositories.setUp(repository, tree, null, {}));
    expect(await repositories.setUp(repository, tree, { sha256, holder: person }, {})).toMatchObject({
      state: 'failed',
      program: { returncode: 7 },
    });
    expect([existsSync(`${tree}/right`), existsSync(`${tree}/wrong`)]).toEqual([true, false]);
    rig.write('repo/scripts/prepare.sh', 'touch other\n');
    rig.git('repo', 'commit', '-q', '-a', '-m', 'changed');
    expect(await repositories.setUp(repository, await newTree(), null, {})).toMatchObject({
      state: 'needs_consent',
    });
  });

  it('runs as the very bytes that were allowed, whatever becomes of it at that moment', async () => {
    commitScript('#!/bin/sh\n. "$CODEX_MASTER_WORKTREE/lib.sh"\ncp "$0" ran\n');
    rig.write('repo/lib.sh', 'echo good > good\n');
    rig.git('repo', 'add', '.');
    rig.git('repo', 'commit', '-q', '-m', 'lib');
    const tree = await newTree();
    const sha256 = hashOf(await repositories.setUp(repository, tree, null, {}));
    // Between the hash and the run there is nothing but this word to the caller.
    const swap = (): void => {
      writeFileSync(`${tree}/.codex-master/setup`, '#!/bin/sh\ntouch swapped\n');
    };
    const done = await repositories.setUp(
      repository,
      tree,
      { sha256, holder: person },
      {
        onProgress: swap,
      },
    );
    expect(done).toMatchObject({ state: 'done', sha256 });
    expect([existsSync(`${tree}/swapped`), readFileSync(`${tree}/good`, 'utf8')]).toEqual([false, 'good\n']);
    expect(readFileSync(`${tree}/ran`, 'utf8')).toContain('lib.sh');
    // What it became is another script, for which nobody said yes; no copy stays behind.
    expect(await repositories.setUp(repository, tree, null, {})).toMatchObject({ state: 'needs_consent' });
    expect(readdirSync(rig.at('state/worktrees')).filter((name) => name.startsWith('setup-'))).toEqual([]);
  });

  it('takes a pipe in the place of a script for none, and does not wait for it', async () => {
    rig.declare({ setup: { argv: ['sh', '-c', 'touch ran', 'pipe'], timeoutSeconds: 60 } });
    const tree = await newTree();
    execFileSync('mkfifo', [`${tree}/pipe`]);
    const sha256 = hashOf(await repositories.setUp(repository, tree, null, {}));
    expect(await repositories.setUp(repository, tree, { sha256, holder: person }, {})).toMatchObject({
      state: 'done',
    });
  });

  it('is unusable as a link or without the right to be executed', async () => {
    commitScript('#!/bin/sh\ntouch one\n', 0o644);
    expect(await repositories.setUp(repository, await newTree(), null, {})).toEqual({ state: 'unusable' });
    rig.git('repo', 'rm', '-q', '.codex-master/setup');
    rig.write('repo/.codex-master/x', '');
    symlinkSync('/bin/true', rig.at('repo/.codex-master/setup'));
    rig.git('repo', 'add', '.');
    rig.git('repo', 'commit', '-q', '-m', 'link');
    expect(await repositories.setUp(repository, await newTree(), null, {})).toEqual({ state: 'unusable' });
  });

  it('is seen on the worktree as long as it runs, and when it did not succeed', async () => {
    commitScript('#!/bin/sh\nuntil [ -e ../go ]; do sleep 0.05; done; exit $(cat ../go)\n');
    const tree = await newTree();
    const state = async (): Promise<unknown> => {
      const { worktrees } = await rig.repositories().listed(repository);
      return worktrees.find(({ path: at }) => at === tree)?.setUp;
    };
    const asked = await repositories.setUp(repository, tree, null, {});
    expect(await state()).toBeNull();
    const consent = { sha256: hashOf(asked), holder: person };
    const failing = repositories.setUp(repository, tree, consent, {});
    await expect.poll(state).toBe('running');
    writeFileSync(`${tree}/../go`, '3');
    expect(await failing).toMatchObject({ state: 'failed' });
    expect(await state()).toBe('failed');
    rmSync(`${tree}/../go`);
    const stop = new AbortController();
    const stopped = repositories.setUp(repository, tree, null, { signal: stop.signal });
    await expect.poll(state).toBe('running');
    // As it is found after the process that ran the script was killed.
    const note = path.join(
      rig.git(path.relative(rig.folder, tree), 'rev-parse', '--absolute-git-dir').trim(),
      'codex-master-setup.json',
    );
    const whole = readFileSync(note, 'utf8');
    expect(statSync(note).mode & 0o777).toBe(0o600);
    writeFileSync(note, whole.replace(/"started":"\d+"/, '"started":"1"'));
    expect(await state()).toBe('unfinished');
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(await state()).toBe('unfinished');
    writeFileSync(`${tree}/../go`, '0');
    expect(await repositories.setUp(repository, tree, null, {})).toMatchObject({ state: 'done' });
    expect(await state()).toBeNull();
    expect(existsSync(note)).toBe(false);
  });
});
