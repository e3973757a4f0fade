import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckReport, Watcher } from '../../../src/core/worktrees/repositories.ts';
import { GitRig } from './rig.ts';

let rig: GitRig;

beforeEach(() => {
  rig = new GitRig();
});

afterEach(() => rig.dispose());

async function check(runDeclared = true, watcher: Watcher = {}): Promise<CheckReport> {
  const repositories = rig.repositories();
  return repositories.check(await repositories.find(rig.root), { runDeclared }, watcher);
}

function sh(name: string, script: string, timeoutSeconds = 60) {
  return { name, argv: ['sh', '-c', script], timeoutSeconds };
}

const failed = ({ checks }: CheckReport) =>
  checks.filter(({ program }) => !program.ok).map(({ name }) => name);

describe('what git can tell', () => {
  it('is good for a clean tree, and honest that no command is declared', async () => {
    const report = await check();
    expect(failed(report)).toEqual([]);
    expect(report).toMatchObject({ declared: 0, checks: [{}, {}, {}] });
  });

  it('finds whitespace errors and conflict markers, staged and not', async () => {
    rig.write('repo/README.md', 'one \n');
    const unstaged = await check();
    expect(failed(unstaged)).toEqual(['diff_check']);
    expect(unstaged.checks[0]?.program).toMatchObject({ returncode: 2 });
    expect(unstaged.checks[0]?.program.output).toContain('README.md:1: trailing whitespace.');
    rig.write('repo/README.md', 'one\n<<<<<<< HEAD\n=======\n>>>>>>> x\n');
    rig.git('repo', 'add', '.');
    const staged = await check();
    expect(failed(staged)).toEqual(['diff_check_staged']);
    expect(staged.checks[1]?.program.output).toContain('leftover conflict marker');
  });

  it('finds unmerged paths', async () => {
    rig.git('repo', 'switch', '-q', '-c', 'side');
    rig.write('repo/README.md', 'two\n');
    rig.git('repo', 'commit', '-q', '-a', '-m', 'two');
    rig.git('repo', 'switch', '-q', 'main');
    rig.write('repo/README.md', 'three\n');
    rig.git('repo', 'commit', '-q', '-a', '-m', 'three');
    expect(() => rig.git('repo', 'merge', 'side')).toThrow();
    const report = await check();
    expect(failed(report)).toContain('unmerged_paths');
    expect(report.checks[2]?.program).toEqual({ ok: false, returncode: 1, output: 'README.md' });
  });
});

describe('the declared commands', () => {
  it('run in order, without a shell, in the working tree of the caller, each with its answer', async () => {
    rig.git('repo', 'worktree', 'add', '-q', rig.at('side'));
    rig.env['CODEX_MASTER_MCP_INSTANCE_ID'] = 'owner-secret';
    rig.declare({
      checks: [
        { name: 'argv', argv: ['printf', '%s', '$HOME; *'], timeoutSeconds: 60 },
        sh('where', 'pwd; echo $CODEX_MASTER_MCP_INSTANCE_ID; exit 3'),
        { name: 'missing', argv: ['no-such-program'], timeoutSeconds: 60 },
        { name: 'not-executable', argv: ['./README.md'], timeoutSeconds: 60 },
      ],
    });
    const repositories = rig.repositories();
    const heard: string[] = [];
    const watcher = { onProgress: (message: string) => heard.push(message) };
    const repository = await repositories.find(rig.at('side'));
    const { checks, declared } = await repositories.check(repository, { runDeclared: true }, watcher);
    expect(declared).toBe(4);
    expect(checks.slice(3).map(({ program }) => program.returncode)).toEqual([0, 3, 127, 126]);
    expect(checks[3]?.program.output).toBe('$HOME; *');
    expect(checks[4]?.program.output).not.toContain(rig.folder);
    expect(checks[4]?.program.output).not.toContain('owner-secret');
    expect(heard[0]).toBe('Check 1 of 4: argv');
  });

  it('do not run unless asked for', async () => {
    rig.declare({ checks: [sh('mark', 'touch mark')] });
    expect(await check(false)).toMatchObject({ declared: 1, checks: [{}, {}, {}] });
    expect(existsSync(rig.at('repo/mark'))).toBe(false);
  });

  it('show the end of a long output, without secrets, escapes and places on this machine', async () => {
    const secret = `sk-${'x1'.repeat(20)}`;
    rig.declare({
      checks: [
        sh(
          'long',
          `yes line | head -400000; printf '\\033[31mred\\033[0m ${secret} ${rig.root}/src/a.ts /etc/passwd\\n'`,
        ),
      ],
    });
    const { output } = (await check()).checks[3]?.program ?? { output: '' };
    expect(output.length).toBeLessThanOrEqual(6000);
    expect(output.startsWith('[… cut]\n')).toBe(true);
    expect(output.endsWith('red <redacted> src/a.ts /<redacted>')).toBe(true);
  });

  it('end with everything they started when their time is over', async () => {
    rig.declare({ checks: [sh('slow', 'sleep 600 & echo $! > pid; wait', 1)] });
    const { program } = (await check()).checks[3] ?? {};
    expect(program).toMatchObject({ ok: false, returncode: 124 });
    expect(program?.output).toContain('its 1 s were over');
    await expectEnded(Number(readFileSync(rig.at('repo/pid'), 'utf8')));
  });

  it('end with everything they started when the caller cancels, and the rest does not begin', async () => {
    rig.declare({ checks: [sh('slow', 'sleep 600 & echo $! > pid; wait'), sh('next', 'touch next')] });
    const cancel = new AbortController();
    const running = check(true, { signal: cancel.signal });
    await expect
      .poll(() => existsSync(rig.at('repo/pid')) && readFileSync(rig.at('repo/pid'), 'utf8'))
      .toMatch(/\d+\n/);
    cancel.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expectEnded(Number(readFileSync(rig.at('repo/pid'), 'utf8')));
    expect(existsSync(rig.at('repo/next'))).toBe(false);
  });
});

async function expectEnded(pid: number): Promise<void> {
  await expect.poll(() => isRunning(pid)).toBe(false);
}

/** A process that is over may be listed until its parent looked. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
