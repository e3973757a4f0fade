import { l10n } from 'vscode';
import type { FormTexts } from '../../shared/assignForm.ts';
import { roleMeaning, roleTitle } from '../text/words.ts';

/** Labels and hints of the form in the window's language. */
export function formTexts(): FormTexts {
  return {
    title: l10n.t('New Assignment'),
    agent: l10n.t('Agentin'),
    several: l10n.t('Several…'),
    severalLabel: l10n.t('To each of them'),
    role: l10n.t('Role'),
    explorer: roleTitle('explorer'),
    explorerMeans: l10n.t('{0}: the sandbox lets her write nothing at all.', roleMeaning('explorer')),
    worker: roleTitle('worker'),
    workerMeans: l10n.t(
      '{0}: the sandbox lets her write the paths below, and nothing else.',
      roleMeaning('worker'),
    ),
    task: l10n.t('Task'),
    taskHint: l10n.t('What is to be done, and how will you know that it is?'),
    mayWrite: l10n.t('May write'),
    mayWriteHint: l10n.t(
      'One file or folder a line, relative to her folder. What does not exist is made. Drop files here with Shift held.',
    ),
    lookAt: l10n.t('Look at'),
    lookAtHint: l10n.t(
      'One file or folder a line, relative to her folder; empty for the whole folder. Drop files here with Shift held.',
    ),
    choose: l10n.t('Search…'),
    browse: l10n.t('Browse'),
    emptyFolder: l10n.t('Nothing in here'),
    moreEntries: l10n.t('… and {0} more', '{0}'),
    ...moreTexts(),
    sandbox: l10n.t('What the sandbox will allow'),
    conflicts: l10n.t('Others may write there too'),
    submit: l10n.t('Assign'),
    force: l10n.t('Force…'),
    openFleetFile: l10n.t('Open fleet.json'),
    again: l10n.t('Assign Another'),
    retry: l10n.t('Try the Others Again'),
    clear: l10n.t('Start Over'),
    show: l10n.t('Show the Assignment'),
  };
}

function moreTexts() {
  return {
    more: l10n.t('More'),
    scope: l10n.t('Scope'),
    scopeHint: l10n.t('What the task is about, one path a line. Empty: what stands above.'),
    skill: l10n.t('Skill'),
    skillHint: l10n.t('One of her skills that she is to use.'),
    name: l10n.t('Name'),
    nameHint: l10n.t('A short name to know the assignment by.'),
    context: l10n.t('Context'),
    contextHint: l10n.t('Facts and files that she should know, one a line.'),
    forbidden: l10n.t('Forbidden'),
    forbiddenHint: l10n.t('What she must not do, one a line.'),
    acceptance: l10n.t('Acceptance commands'),
    acceptanceHint: l10n.t(
      'What must succeed when she is done, one command a line, like npm test. She is told; you run them in the Test Explorer.',
    ),
    worktree: l10n.t('In a new worktree'),
    worktreeHint: l10n.t('A branch and a folder of its own; she is started there.'),
    setupScript: l10n.t('Set-up script of the worktree'),
    setupAllowed: l10n.t('It runs in the new worktree: you allowed exactly this one before.'),
    allowSetup: l10n.t('Let this script run'),
    allowSetupHint: l10n.t(
      'With all that you may do, outside of any sandbox, now and in every later worktree, until it changes. Otherwise the worktree is made without it.',
    ),
    allowSubagents: l10n.t('May start subagents'),
    allowMissingSkill: l10n.t('Go on when the skill is missing'),
  };
}
