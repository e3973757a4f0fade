import type { DeclaredProgram, RepositoryConfig } from '../../../core/config.ts';
import { FleetError } from '../../../core/errors.ts';
import type { Check, OutputWatcher, ProgramText, Watcher } from '../../../core/worktrees/repositories.ts';
import type { CommandRunner, RunResult } from '../../run.ts';
import { programEnvironment, type Environment } from '../process/environment.ts';
import type { GitIn } from '../process/git.ts';
import { excerpt } from '../process/text.ts';
import { DIFF, parsedStatus } from '../state/look.ts';

/** How much of a program's output is read and shown (reference contract §7). */
const OUTPUT_BYTES = 1024 * 1024;
const CHECK_CHARS = 6000;

export interface ProgramWorld {
  readonly runner: CommandRunner;
  readonly env: Environment;
}

/** Whitespace errors, conflict markers and unmerged paths. `tree` is where `git` works. */
export async function gitChecks(git: GitIn, tree: string): Promise<readonly Check[]> {
  const diff = async (name: string, ...more: readonly string[]): Promise<Check> => {
    const { code, stdout, stderr } = await git.run([...DIFF, ...more, '--check']);
    const output = excerpt(`${stdout}${stderr}`, tree, CHECK_CHARS);
    return { name, program: { ok: code === 0, returncode: code, output } };
  };
  return Promise.all([diff('diff_check'), diff('diff_check_staged', '--cached'), unmergedPaths(git, tree)]);
}

async function unmergedPaths(git: GitIn, tree: string): Promise<Check> {
  const { conflicts } = await parsedStatus(git);
  const printable = conflicts.map((path) => path.replace(/\p{Cc}/gu, '\u{FFFD}')).join('\n');
  const ok = conflicts.length === 0;
  const output = excerpt(printable, tree, CHECK_CHARS);
  return { name: 'unmerged_paths', program: { ok, returncode: ok ? 0 : 1, output } };
}

/** The declared commands one after the other. @throws FleetError `cancelled` */
export async function declaredChecks(
  world: ProgramWorld,
  tree: string,
  declared: RepositoryConfig['checks'],
  watcher: Watcher,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const [index, one] of declared.entries()) {
    watcher.onProgress?.(`Check ${index + 1} of ${declared.length}: ${one.name}`);
    checks.push({ name: one.name, program: await runDeclared(world, tree, one, watcher) });
  }
  return checks;
}

/** Runs what the owner declares, in `tree`, within its time. @throws FleetError `cancelled` */
export async function runDeclared(
  { runner, env }: ProgramWorld,
  tree: string,
  { argv: [file = '', ...args], timeoutSeconds }: DeclaredProgram,
  { signal, onOutput }: OutputWatcher,
): Promise<ProgramText> {
  const result = await runner.run({
    file,
    args,
    cwd: tree,
    env: programEnvironment(env),
    timeoutMs: timeoutSeconds * 1000,
    maxOutputBytes: OUTPUT_BYTES,
    keep: 'end',
    ...(signal && { signal }),
    ...(onOutput && { onOutput }),
  });
  if (signal?.aborted === true)
    throw new FleetError('cancelled', 'The caller cancelled; the command that ran was ended.');
  return programText(result, tree, timeoutSeconds);
}

function programText(result: RunResult, tree: string, timeoutSeconds: number): ProgramText {
  if (result.kind === 'unstarted') {
    const missing = result.reason === 'missing';
    const output = missing
      ? 'The program is not installed, or not where fleet.json says.'
      : 'The program could not be started; it may not be executable.';
    return { ok: false, returncode: missing ? 127 : 126, output };
  }
  const { exitCode, stdout, stderr, timedOut, truncated } = result;
  const notes = [
    ...(truncated ? ['[… only the end of the output was kept]'] : []),
    `${stdout}${stderr}`.trimEnd(),
    ...(timedOut ? [`[ended: its ${timeoutSeconds} s were over]`] : []),
  ];
  const output = excerpt(notes.filter((note) => note !== '').join('\n'), tree, CHECK_CHARS);
  // Null: a signal ended it.
  const returncode = timedOut ? 124 : (exitCode ?? 128);
  return { ok: returncode === 0, returncode, output };
}
