import type { JsonObject } from '../../operations/json.ts';
import { fields, hanging, quoted } from './layout.ts';
import { changesWord, pathWord } from './repository.ts';
import { counted, listOf, numberOf, text } from './shape.ts';
import { isJsonObject } from '../../operations/json.ts';

/** Bringing the work of worktrees together, and taking them away. */

export function committedLines(result: JsonObject): string[] {
  const { commit, changes } = result;
  if (typeof commit !== 'string') return [`${pathWord(result)}: there was nothing to commit.`];
  const what = isJsonObject(changes) ? changesWord(changes) : '';
  return [
    `${pathWord(result)}: committed.`,
    ...fields([
      ['commit', commit],
      ['files', what],
    ]),
  ];
}

export function mergedLines(result: JsonObject): string[] {
  const { state, branch, into, commits, commit, left_out: leftOut } = result;
  const left = isJsonObject(leftOut) ? changesWord(leftOut) : 'clean';
  return [
    `${text(branch)}: ${stateWord(state)} ${text(into)}.`,
    ...fields([
      ['commits', state === 'up_to_date' ? null : text(commits)],
      ['now at', state === 'merged' ? text(commit) : null],
      ['left out', left === 'clean' ? null : `${left}, in no commit`],
    ]),
  ];
}

export function rebasedLines(result: JsonObject): string[] {
  const { state, branch, onto, commits, before, commit } = result;
  return [
    `${text(branch)}: ${stateWord(state)} ${text(onto)}.`,
    ...fields([
      ['commits', state === 'up_to_date' ? null : text(commits)],
      ['before', state === 'rebased' ? text(before) : null],
      ['now at', state === 'rebased' ? text(commit) : null],
    ]),
  ];
}

const STATES: Readonly<Record<string, string>> = {
  merged: 'merged into',
  would_merge: 'would be merged into',
  rebased: 'rebased onto',
  would_rebase: 'would be rebased onto',
  up_to_date: 'nothing to do for',
};

function stateWord(state: unknown): string {
  return STATES[text(state)] ?? text(state);
}

export function removedLines(result: JsonObject): string[] {
  const { state, branch, kept_branch: keptBranch, kept_files: keptFiles, kept_folder: keptFolder } = result;
  const folders = numberOf(result['discarded_folder_count']);
  const obstacles = listOf(result['obstacles']);
  return [
    `${pathWord(result)}: ${REMOVALS[text(state)] ?? text(state)}.`,
    ...obstacles.flatMap(obstacleLines),
    ...fields([
      ['stays', typeof branch === 'string' ? `the branch ${branch}` : null],
      ['kept', typeof keptBranch === 'string' ? `the branch ${keptBranch}` : null],
      [
        'copied',
        numberOf(keptFiles) > 0 ? `${counted(keptFiles, 'ignored file')} to ${text(keptFolder)}` : null,
      ],
      ['goes', folders > 0 ? counted(folders, 'ignored folder') : null],
    ]),
    ...(state === 'refused' ? hanging('', refusedWord(obstacles)) : []),
  ];
}

const REMOVALS: Readonly<Record<string, string>> = {
  removed: 'removed',
  would_remove: 'would be removed',
  refused: 'not removed',
};

function obstacleLines(obstacle: JsonObject): string[] {
  const { kind, count, examples } = obstacle;
  const names = Array.isArray(examples) ? examples.map(text).join(', ') : '';
  const what = `${text(kind).replaceAll('_', ' ')}${numberOf(count) > 0 ? `: ${text(count)}` : ''}`;
  return [`  ${what}`, ...quoted(names)];
}

function refusedWord(obstacles: readonly JsonObject[]): string {
  return obstacles.every((obstacle) => obstacle['can_force'] === true)
    ? '--force keeps all of that elsewhere and removes the worktree.'
    : 'Put that right first; --force does not help.';
}
