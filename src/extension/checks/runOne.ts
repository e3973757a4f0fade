import { existsSync } from 'node:fs';
import path from 'node:path';
import { l10n, Location, Position, TestMessage, Uri } from 'vscode';
import type { TestItem, TestRun } from 'vscode';
import { isWithin } from '../../core/assignment/scope.ts';
import { FleetError } from '../../core/errors.ts';
import { commandLineOf } from '../../core/text/commandLine.ts';
import { visibleText } from '../../core/text/visibleText.ts';
import { verdictOf } from '../../core/worktrees/checks.ts';
import type { Consent, ProgramText, Repositories } from '../../core/worktrees/repositories.ts';
import { errorSentence } from '../messages/errorWords.ts';
import { runInTree } from '../worktrees/ownPrograms.ts';
import { HarmlessOutput } from './output.ts';
import { placesIn } from './places.ts';
import type { CheckResults } from './results.ts';
import type { TreeCheck } from './testTree.ts';

export interface RunWorld {
  readonly repositories: Pick<Repositories, 'check' | 'runCheck'>;
  readonly results: CheckResults;
  readonly consents: ReadonlyMap<string, Consent>;
  readonly now: () => number;
}

/** What became of one check: the program's answer, or why there is none. */
type Outcome =
  | { readonly kind: 'ended'; readonly program: ProgramText }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'cancelled' };

/** Runs one check and says in the test run what became of it. Never rejects. */
export async function runOne(
  world: RunWorld,
  run: TestRun,
  item: TestItem,
  of: TreeCheck,
  signal: AbortSignal,
): Promise<void> {
  const { results, now } = world;
  const { tree, check } = of;
  const { here } = tree.repository;
  const { key, name, assignmentId } = check;
  const face = { key, name, assignmentId, output: '', isOutdated: false };
  const stopped = { ...face, state: 'stopped', durationMs: null, endedAtMs: null } as const;
  if (signal.aborted) {
    run.skipped(item);
    // What it came to before is as true as it was.
    if (!results.of(here).some((one) => one.key === key)) results.set(here, stopped);
    return;
  }
  run.started(item);
  const beganMs = now();
  results.set(here, { ...face, state: 'running', durationMs: null, endedAtMs: null });
  const outcome = await outcomeOf(world, run, item, of, signal);
  if (outcome.kind === 'cancelled') {
    run.skipped(item);
    results.set(here, stopped);
    return;
  }
  const durationMs = now() - beganMs;
  const state = outcome.kind === 'ended' ? verdictOf(outcome.program) : 'errored';
  const output = outcome.kind === 'ended' ? outcome.program.output : outcome.sentence;
  if (state === 'passed') run.passed(item, durationMs);
  else run[state](item, messageOf(of, outcome), durationMs);
  results.set(here, { ...face, output, state, durationMs, endedAtMs: now() });
}

async function outcomeOf(
  { repositories, consents }: RunWorld,
  run: TestRun,
  item: TestItem,
  { tree: { repository }, check: { command } }: TreeCheck,
  signal: AbortSignal,
): Promise<Outcome> {
  const output = new HarmlessOutput(
    (text) => run.appendOutput(text, undefined, item),
    l10n.t('[… the rest is left out]'),
  );
  try {
    if (command === null) return await gitOutcome(repositories, repository, output);
    output.push(`$ ${commandLineOf(command.argv)}\n`);
    const watcher = { onOutput: (text: string) => output.push(text) };
    // Every hash that was agreed to is good for its own command alone.
    for (const consent of [null, ...consents.values()]) {
      const own = { tree: repository.here, kind: 'check', signal } as const;
      const done = await runInTree(own, async (either) =>
        repositories.runCheck(repository, command, consent, { ...watcher, signal: either }),
      );
      if (done.state === 'ended') return { kind: 'ended', program: done.program };
    }
    return { kind: 'refused', sentence: l10n.t('It did not run: you have not allowed this command.') };
  } catch (error) {
    if (FleetError.is(error, 'cancelled')) return { kind: 'cancelled' };
    return {
      kind: 'refused',
      sentence: errorSentence(FleetError.from(error, 'The check could not be run.')),
    };
  } finally {
    output.end();
  }
}

/** The three looks that git can take, as one check. */
async function gitOutcome(
  repositories: Pick<Repositories, 'check'>,
  repository: TreeCheck['tree']['repository'],
  output: HarmlessOutput,
): Promise<Outcome> {
  const { checks } = await repositories.check(repository, { runDeclared: false }, {});
  const failed = checks.filter(({ program }) => !program.ok);
  const text = failed.map(({ name, program }) => `${name}\n${program.output}`).join('\n');
  output.push(text === '' ? `${l10n.t('Nothing is wrong for git.')}\n` : `${text}\n`);
  const program = { ok: failed.length === 0, returncode: failed.length === 0 ? 0 : 1, output: text };
  return { kind: 'ended', program };
}

function messageOf(
  { tree, check }: TreeCheck,
  outcome: Exclude<Outcome, { kind: 'cancelled' }>,
): TestMessage {
  const text = outcome.kind === 'ended' ? programWords(outcome.program) : outcome.sentence;
  const message = new TestMessage(visibleText(text));
  const folder = check.command?.folder ?? tree.repository.here;
  const place = placesIn(text).find(({ path: named }) => isFileBelow(tree.repository.here, folder, named));
  if (place !== undefined)
    message.location = new Location(
      Uri.file(path.resolve(folder, place.path)),
      new Position(place.line - 1, place.column - 1),
    );
  return message;
}

function isFileBelow(tree: string, folder: string, named: string): boolean {
  const file = path.resolve(folder, named);
  return isWithin(file, tree) && existsSync(file);
}

function programWords({ returncode, output }: ProgramText): string {
  const code = returncode === 124 ? l10n.t('Its time was over.') : l10n.t('Exit code {0}', returncode);
  return output === '' ? code : `${code}\n${output}`;
}
