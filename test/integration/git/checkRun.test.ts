import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Holder } from '../../../src/core/lease.ts';
import type { CheckCommand } from '../../../src/core/worktrees/checks.ts';
import { verdictOf } from '../../../src/core/worktrees/checks.ts';
import type { Repositories, Repository } from '../../../src/core/worktrees/repositories.ts';
import { GitRig } from './rig.ts';

const person: Holder = { owner: 'person-1', kind: 'person' };
const lead: Holder = { owner: 'lead-1', kind: 'lead' };

let rig: GitRig;
let repositories: Repositories;
let side: Repository;

beforeEach(async () => {
  rig = new GitRig();
  rig.git('repo', 'worktree', 'add', '-q', rig.at('side'));
  repositories = rig.repositories();
  side = await repositories.find(rig.at('side'));
});

afterEach(() => rig.dispose());

function command(change: Partial<CheckCommand> = {}): CheckCommand {
  return {
    name: 'test',
    argv: ['sh', '-c', 'echo ran >> ran.txt'],
    timeoutSeconds: 60,
    folder: null,
    origin: 'lead',
    ...change,
  };
}

/** Does it run, and not only wait for somebody to take note of its end? */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const runs = (at = 'side'): number =>
  existsSync(rig.at(at, 'ran.txt')) ? readFileSync(rig.at(at, 'ran.txt'), 'utf8').split('\n').length - 1 : 0;

describe('a command of a lead or of fleet.json', () => {
  it('runs only after a person agreed to exactly this command line in this repository, then always', async () => {
    const first = await repositories.runCheck(side, command(), null, {});
    expect(first).toMatchObject({ state: 'needs_consent' });
    const { sha256, isGiven } = await repositories.checkConsent(side, command());
    expect([first, isGiven]).toEqual([{ state: 'needs_consent', sha256 }, false]);
    const wrong = { sha256: 'a'.repeat(64), holder: person };
    expect(await repositories.runCheck(side, command(), wrong, {})).toMatchObject({ state: 'needs_consent' });
    expect(runs()).toBe(0);

    const done = await repositories.runCheck(side, command(), { sha256, holder: person }, {});
    expect(done).toMatchObject({ state: 'ended', program: { ok: true } });
    // Another process, later: the consent is kept, privately, and for no other command and no other repository.
    repositories = rig.repositories();
    expect(await repositories.runCheck(side, command({ origin: 'fleet_file' }), null, {})).toMatchObject({
      state: 'ended',
    });
    expect(runs()).toBe(2);
    const other = command({ argv: ['sh', '-c', 'echo ran >> ran.txt '] });
    expect(await repositories.runCheck(side, other, null, {})).toMatchObject({ state: 'needs_consent' });
    rig.git('.', 'init', '-q', 'another');
    const another = await repositories.find(rig.at('another'));
    expect(await repositories.runCheck(another, command(), null, {})).toMatchObject({
      state: 'needs_consent',
    });
    const kept = rig.at('state', 'consents');
    expect(readdirSync(kept)).toEqual([`check-${sha256}.json`]);
    expect(statSync(path.join(kept, `check-${sha256}.json`)).mode & 0o777).toBe(0o600);
  });

  it('is not allowed by a lead, whatever it says', async () => {
    const { sha256 } = await repositories.checkConsent(side, command());
    await expect(repositories.runCheck(side, command(), { sha256, holder: lead }, {})).rejects.toMatchObject({
      code: 'consent_refused',
    });
    expect(runs()).toBe(0);
  });

  it('is not allowed by a consent to a set-up script with the same hash', async () => {
    const { sha256 } = await repositories.checkConsent(side, command());
    rig.write(`state/consents/setup-${sha256}.json`, '{}', 0o600);
    expect(await repositories.runCheck(side, command(), null, {})).toMatchObject({ state: 'needs_consent' });
  });
});

describe('a command that runs', () => {
  const own = (script: string, change: Partial<CheckCommand> = {}): CheckCommand =>
    command({ origin: 'person', argv: ['sh', '-c', script], ...change });

  it('needs no consent when a person wrote it, and tells what it prints as it comes, whole characters', async () => {
    let heard = '';
    let atFirst = '';
    const script = `touch there; printf 'eins\\303'; while [ -e there ]; do sleep 0.05; done; printf '\\244\\n' ; echo zwei >&2; exit 3`;
    const work = repositories.runCheck(side, own(script), null, {
      onOutput: (text) => {
        atFirst ||= text;
        heard += text;
        if (existsSync(rig.at('side', 'there'))) rig.git('side', 'clean', '-qf');
      },
    });
    const run = await work;
    expect(atFirst).toBe('eins');
    expect(heard).toContain('einsä\n');
    expect(heard).toContain('zwei\n');
    expect(run).toMatchObject({ program: { ok: false, returncode: 3 } });
  });

  it('ends with everything that it began when it is cancelled or its time is over', async () => {
    const controller = new AbortController();
    const script = `(sleep 60; echo late > late.txt) & echo "$!"; wait`;
    let child = '';
    const work = repositories.runCheck(side, own(script), null, {
      signal: controller.signal,
      onOutput: (text) => {
        child += text;
        controller.abort();
      },
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => isAlive(Number(child.trim()))).toBe(false);
    const slow = await repositories.runCheck(side, own('sleep 60', { timeoutSeconds: 1 }), null, {});
    expect(slow).toMatchObject({ program: { returncode: 124 } });
    expect(slow.state === 'ended' && verdictOf(slow.program)).toBe('errored');
  });

  it('runs in the folder that is named, and never outside of the working tree', async () => {
    rig.write('side/sub/x', '');
    const there = await repositories.runCheck(side, own('pwd', { folder: rig.at('side/sub') }), null, {});
    expect(there).toMatchObject({ program: { ok: true } });
    symlinkSync(rig.root, rig.at('side', 'out'));
    for (const folder of [rig.at('side/out'), rig.at('repo'), rig.at('gone')])
      await expect(repositories.runCheck(side, own('pwd', { folder }), null, {})).rejects.toMatchObject({
        code: 'worktree_not_found',
      });
  });

  it('is what fleet.json declares for the repository, in every worktree of it', async () => {
    rig.declare({ checks: [{ name: 'unit', argv: ['npm', 'test'], timeoutSeconds: 9 }] });
    expect(await repositories.declaredChecks(side)).toEqual([
      { name: 'unit', argv: ['npm', 'test'], timeoutSeconds: 9, folder: null, origin: 'fleet_file' },
    ]);
  });

  it('that is not there or does not start is told apart from one that fails', async () => {
    const verdicts = [];
    for (const argv of [['true'], ['false'], ['no-such-program'], ['./README.md']]) {
      const run = await repositories.runCheck(side, command({ origin: 'person', argv }), null, {});
      verdicts.push(run.state === 'ended' ? verdictOf(run.program) : run.state);
    }
    expect(verdicts).toEqual(['passed', 'failed', 'errored', 'errored']);
  });
});
