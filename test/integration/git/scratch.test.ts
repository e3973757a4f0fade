import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Repositories, Repository } from '../../../src/core/worktrees/repositories.ts';
import { localRunner, type Command } from '../../../src/adapters/run.ts';
import { freshRig } from './freshRig.ts';
import { SideRig } from './sideRig.ts';

/** What a look at uncommitted work leaves behind, and how much of the machine it takes. */

let rig: SideRig;
let repositories: ReturnType<SideRig['repositories']>;
let repository: Repository;

freshRig(
  () => new SideRig(),
  (world) => ({ rig, repositories, repository } = world),
);

function objects(): string {
  return rig.git('repo', 'count-objects', '-v');
}

/** Files in our folders for looks. */
function scratch(): readonly string[] {
  const folder = path.join(rig.stateRoot, 'worktrees');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() === true,
  );
}

describe('looks at uncommitted work', () => {
  it('leave nothing in the repository, however many, and a bounded rest beside it that ends with us', async () => {
    const before = objects();
    let most = 0;
    for (let round = 0; round < 24; round += 1) {
      for (let file = 0; file < 50; file += 1) rig.write(`side/deep/${file}`, `${file} in state ${round}\n`);
      const { fileCount, snapshot } = await repositories.review(repository, rig.tree, 10);
      expect([fileCount, snapshot === null]).toEqual([50, false]);
      most = Math.max(most, scratch().length);
    }
    expect(objects()).toBe(before);
    // Over fifty objects a state, 1,250 in all; a store holds some ten states.
    expect(most).toBeGreaterThan(400);
    expect(most).toBeLessThan(750);
    rig.git('side', 'clean', '-q', '-f', '-d');
    await repositories.review(repository, rig.tree, 10);
    expect(scratch().filter((name) => name.startsWith('scratch-'))).toEqual([]);
    repositories.dispose();
    expect(readdirSync(path.join(rig.stateRoot, 'worktrees'))).toEqual([]);
  });

  it('are held against each other without an object in the repository, wherever that lies', async () => {
    rig.git('.', 'clone', '-q', 'repo', 'odd "na:me');
    const root = rig.at('odd "na:me');
    rig.git('odd "na:me', 'worktree', 'add', '-q', rig.at('x'));
    rig.git('odd "na:me', 'worktree', 'add', '-q', rig.at('y'));
    rig.write('x/README.md', 'x\n');
    rig.write('y/README.md', 'y\n');
    rig.write('y/other', 'y\n');
    const odd = await repositories.find(root);
    const before = rig.git('odd "na:me', 'count-objects', '-v');
    const states = await Promise.all(
      ['x', 'y'].map(async (tree) => (await repositories.review(odd, rig.at(tree), 10)).snapshot ?? ''),
    );
    const [x = '', y = ''] = states;
    expect(await repositories.clash(odd, x, y)).toEqual({ shared: ['README.md'], conflicts: ['README.md'] });
    expect(await repositories.fileAt(odd, y, 'other')).toBe('y\n');
    expect(rig.git('odd "na:me', 'count-objects', '-v')).toBe(before);
  });

  it('show what can be read when something cannot: a repository without a commit within, a file without rights', async () => {
    rig.write('side/new.txt', 'x\n');
    rig.git('side', 'init', '-q', 'inner');
    rig.write('side/inner/own.txt', 'own\n');
    const { files } = await repositories.review(repository, rig.tree, 10);
    expect(files.map(({ path: file }) => file)).toEqual(['new.txt']);
  });

  it('sweep what killed processes left long ago, and nothing else', async () => {
    const folder = path.join(rig.stateRoot, 'worktrees');
    const old = ['scratch-999999999-abcdef', `scratch-${process.pid}-abcdef`, 'snapshot-abcdef', 'other'];
    for (const name of [...old, 'snapshot-fedcba']) {
      mkdirSync(path.join(folder, name), { recursive: true, mode: 0o700 });
      writeFileSync(path.join(folder, name, 'file'), 'x');
      if (old.includes(name)) utimesSync(path.join(folder, name), 1, 1);
    }
    rig.write('side/new.txt', 'x\n');
    await repositories.review(repository, rig.tree, 10);
    const left = readdirSync(folder).filter((name) => !/^scratch-\d+-(?!abcdef)/.test(name));
    expect(left.sort()).toEqual(['other', `scratch-${process.pid}-abcdef`, 'snapshot-fedcba']);
  });
});

it('starts four git processes at once at most, and lets what a person waits for go first', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `tree-${index}`);
  for (const name of names) {
    rig.git('repo', 'worktree', 'add', '-q', rig.at(name));
    rig.write(`${name}/README.md`, `of ${name}\n`);
  }
  let running = 0;
  let most = 0;
  let count = 0;
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const run = async (command: Command) => {
    running += 1;
    count += 1;
    if (count === 20) begin();
    most = Math.max(most, running);
    try {
      return await localRunner.run(command);
    } finally {
      running -= 1;
    }
  };
  const counted = rig.repositories({ run });
  const radar = async (all: Repositories): Promise<readonly unknown[]> => {
    const states = await Promise.all(names.map(async (name) => all.review(repository, rig.at(name), 10)));
    const commits = states.map(({ snapshot }) => snapshot ?? '');
    return Promise.all(
      commits.flatMap((a, index) => commits.slice(index + 1).map(async (b) => all.clash(repository, a, b))),
    );
  };
  const looks = radar(counted);
  await begun;
  await counted.status(repository, rig.root);
  const whenAnswered = count;
  const clashes = await looks;
  expect([clashes.length, most]).toEqual([66, 4]);
  // The answer did not wait for the rest of the looks.
  expect(whenAnswered).toBeLessThan(200);
  expect(count).toBeGreaterThan(400);
  counted.dispose();
});
