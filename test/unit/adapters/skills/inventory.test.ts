import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSkillShelf } from '../../../../src/adapters/skills/index.ts';
import type { Disposable } from '../../../../src/core/lifecycle.ts';
import type { SkillShelf } from '../../../../src/core/ports.ts';
import { scratchFolder } from '../store/support.ts';
import { runs } from '../../fuzz/dice.ts';

let home: string;
let person: string;
let shelf: SkillShelf & Disposable;

afterEach(() => shelf.dispose());

beforeEach(() => {
  const folder = scratchFolder();
  home = join(folder, 'home');
  person = join(folder, 'person');
  mkdirSync(home);
  mkdirSync(person);
  shelf = createSkillShelf(person);
});

function skill(path: string, base = home): void {
  mkdirSync(join(base, path), { recursive: true });
  writeFileSync(join(base, path, 'SKILL.md'), '---\nname: something else\n---\n');
}

async function paths(): Promise<readonly string[]> {
  return (await shelf.inventory(home)).skills.map(({ path }) => path.replace(/\/SKILL\.md$/, ''));
}

describe('the skills of a home', () => {
  it('are those of its three roots and of the person, in that order', async () => {
    skill('.tmp/plugins/.agents/skills/helper');
    skill('.tmp/plugins/plugins/github/skills/review');
    skill('plugins/cache/mymarket/fluff/1.2.0/skills/brush');
    skill('skills/mine');
    skill('skills/mine/nested');
    skill('skills/.system/imagegen');
    skill('.agents/skills/not-read-by-codex');
    skill('.agents/skills/shared', person);
    const { skills, roots, isComplete, linksSkipped } = await shelf.inventory(home);
    expect(skills.map(({ source, plugin, name }) => [source, plugin, name])).toEqual([
      ['system', '', 'imagegen'],
      ['user', '', 'mine'],
      ['user', '', 'nested'],
      ['plugin_cache', 'fluff@mymarket', 'brush'],
      ['tmp_agent_skills', 'agents@tmp', 'helper'],
      ['tmp_plugin_cache', 'github@tmp', 'review'],
      ['user_agents', '', 'shared'],
    ]);
    expect(roots.map(({ kind, exists, skillCount }) => [kind, exists, skillCount])).toEqual([
      ['system', true, 3],
      ['plugin_cache', true, 1],
      ['tmp_plugin_cache', true, 2],
      ['user_agents', true, 1],
    ]);
    expect({ isComplete, linksSkipped }).toEqual({ isComplete: true, linksSkipped: 0 });
    expect(skills.every(({ path }) => !path.startsWith('/'))).toBe(true);
  });

  it('are none in a home that has none, or is not there', async () => {
    expect((await shelf.inventory(home)).skills).toEqual([]);
    const nowhere = await shelf.inventory(join(home, 'nowhere'));
    expect(nowhere.roots.map(({ exists }) => exists)).toEqual([false, false, false, false]);
  });

  it('are not looked for behind a link, of which there is word', async () => {
    skill('elsewhere/one');
    skill('skills/real');
    symlinkSync(join(home, 'elsewhere/one'), join(home, 'skills/linked'));
    mkdirSync(join(home, 'skills/half'));
    symlinkSync(join(home, 'elsewhere/one/SKILL.md'), join(home, 'skills/half/SKILL.md'));
    mkdirSync(join(home, 'plugins'));
    symlinkSync(join(home, 'elsewhere'), join(home, 'plugins/cache'));
    const { roots, linksSkipped } = await shelf.inventory(home);
    expect(await paths()).toEqual(['skills/real']);
    expect(roots[1]).toEqual({ kind: 'plugin_cache', exists: true, isLink: true, skillCount: 0 });
    expect(linksSkipped).toBe(3);
  });

  it('are not looked for behind a link on the way to a root', async () => {
    skill('elsewhere/cache/m/p/skills/x');
    symlinkSync(join(home, 'elsewhere'), join(home, 'plugins'));
    expect(await paths()).toEqual([]);
  });

  it('are folders with a regular SKILL.md, and nothing else', async () => {
    mkdirSync(join(home, 'skills/folder/SKILL.md'), { recursive: true });
    mkdirSync(join(home, 'skills/other'), { recursive: true });
    writeFileSync(join(home, 'skills/other/skill.md'), '');
    writeFileSync(join(home, 'skills/loose.md'), '');
    skill('skills/clone/.git/hooks');
    expect(await paths()).toEqual([]);
  });

  it('are told to be incomplete when they lie too deep', async () => {
    skill(`skills/${'deep/'.repeat(12)}end`);
    expect(await shelf.inventory(home)).toMatchObject({ skills: [], isComplete: false });
  });

  // Root can read every folder.
  it.skipIf(process.getuid?.() === 0)('are told to be incomplete when a folder cannot be read', async () => {
    skill('skills/closed/inner');
    chmodSync(join(home, 'skills/closed'), 0);
    const { isComplete } = await shelf.inventory(home);
    chmodSync(join(home, 'skills/closed'), 0o700);
    expect(isComplete).toBe(false);
  });
});

describe('a change', () => {
  it('is seen by the next reading, however soon it comes', async () => {
    for (let round = 0; round < 40; round += 1) {
      skill(`skills/group/number-${round}`);
      expect(await paths()).toHaveLength(round + 1);
    }
    rmSync(join(home, 'skills/group/number-7'), { recursive: true });
    expect(await paths()).toHaveLength(39);
    rmSync(join(home, 'skills/group/number-8/SKILL.md'));
    expect(await paths()).toHaveLength(38);
    renameSync(join(home, 'skills/group'), join(home, 'skills/renamed'));
    expect((await paths())[0]).toBe('skills/renamed/number-0');
    rmSync(join(home, 'skills'), { recursive: true });
    expect(await paths()).toEqual([]);
  });

  it('is seen although a copy set the time of the folder back', async () => {
    skill('skills/one');
    await paths();
    skill('skills/two');
    utimesSync(join(home, 'skills'), 1, 1);
    expect(await paths()).toEqual(['skills/one', 'skills/two']);
  });

  it('of a skill into a link is seen', async () => {
    skill('skills/one');
    skill('elsewhere/one');
    await paths();
    rmSync(join(home, 'skills/one'), { recursive: true });
    symlinkSync(join(home, 'elsewhere/one'), join(home, 'skills/one'));
    expect(await paths()).toEqual([]);
  });

  it('is seen whatever it is, and whoever reads at the same time', async () => {
    const name = fc.constantFrom('a', 'b', 'c/d', 'c/e');
    const step = fc.tuple(fc.constantFrom('add', 'remove', 'empty'), name);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        rmSync(join(home, 'skills'), { recursive: true, force: true });
        const there = new Set<string>();
        for (const [what, at] of steps) {
          if (what === 'add') skill(`skills/${at}`);
          if (what === 'remove') rmSync(join(home, 'skills', at), { recursive: true, force: true });
          if (what === 'empty') rmSync(join(home, 'skills', at, 'SKILL.md'), { force: true });
          if (what === 'add') there.add(`skills/${at}`);
          else there.delete(`skills/${at}`);
          const both = await Promise.all([paths(), paths()]);
          expect(both).toEqual([[...there].toSorted(), [...there].toSorted()]);
        }
      }),
      { numRuns: runs(30) },
    );
  });

  it('that does not come leaves the inventory as it is', async () => {
    skill('skills/one');
    const before = await shelf.inventory(home);
    expect(await shelf.inventory(home)).toBe(before);
  });
});
