import { commands } from 'vscode';
import type { Disposable } from 'vscode';

/** Every command of the panel by its short name. A unit test compares the ids with package.json. */
export const COMMANDS = {
  start: 'codexMaster.start',
  startAll: 'codexMaster.startAll',
  stop: 'codexMaster.stop',
  stopAll: 'codexMaster.stopAll',
  attach: 'codexMaster.attach',
  handOver: 'codexMaster.handOver',
  send: 'codexMaster.send',
  assign: 'codexMaster.assign',
  interrupt: 'codexMaster.interrupt',
  selectSeveral: 'codexMaster.selectSeveral',
  endSelecting: 'codexMaster.endSelecting',
  assignTicked: 'codexMaster.assignTicked',
  startTicked: 'codexMaster.startTicked',
  interruptTicked: 'codexMaster.interruptTicked',
  stopTicked: 'codexMaster.stopTicked',
  markLooked: 'codexMaster.markLooked',
  toggleFold: 'codexMaster.toggleFold',
  approve: 'codexMaster.approve',
  approveForSession: 'codexMaster.approveForSession',
  decline: 'codexMaster.decline',
  declineWithNote: 'codexMaster.declineWithNote',
  answerQuestion: 'codexMaster.answerQuestion',
  showChanges: 'codexMaster.showChanges',
  nextNeedsMe: 'codexMaster.nextNeedsMe',
  newAssignment: 'codexMaster.newAssignment',
  assignPaths: 'codexMaster.assignPaths',
  assignAgain: 'codexMaster.assignAgain',
  showAssignment: 'codexMaster.showAssignment',
  requestReport: 'codexMaster.requestReport',
  moreAssignments: 'codexMaster.moreAssignments',
  hideRow: 'codexMaster.hideRow',
  createWorktree: 'codexMaster.createWorktree',
  setUpWorktree: 'codexMaster.setUpWorktree',
  startInWorktree: 'codexMaster.startInWorktree',
  reviewWorktree: 'codexMaster.reviewWorktree',
  openWorktreeFile: 'codexMaster.openWorktreeFile',
  showMeeting: 'codexMaster.showMeeting',
  openWorktreeWindow: 'codexMaster.openWorktreeWindow',
  commitWorktree: 'codexMaster.commitWorktree',
  mergeWorktree: 'codexMaster.mergeWorktree',
  rebaseWorktree: 'codexMaster.rebaseWorktree',
  removeWorktree: 'codexMaster.removeWorktree',
  checkWorktree: 'codexMaster.checkWorktree',
  showCheckOutput: 'codexMaster.showCheckOutput',
  sendCheckResults: 'codexMaster.sendCheckResults',
  refreshWorktrees: 'codexMaster.refreshWorktrees',
  addReviewComment: 'codexMaster.addReviewComment',
  commentOnLine: 'codexMaster.commentOnLine',
  resolveReviewComment: 'codexMaster.resolveReviewComment',
  sendReview: 'codexMaster.sendReview',
  showAgent: 'codexMaster.showAgent',
  showWhy: 'codexMaster.showWhy',
  showTimeline: 'codexMaster.showTimeline',
  reopenPage: 'codexMaster.reopenPage',
  refresh: 'codexMaster.refresh',
  openFleetFile: 'codexMaster.openFleetFile',
  openWalkthrough: 'codexMaster.openWalkthrough',
  installMissing: 'codexMaster.installMissing',
  installForCodex: 'codexMaster.installForCodex',
  uninstallFromCodex: 'codexMaster.uninstallFromCodex',
  registerMasterjet: 'codexMaster.registerMasterjet',
  tryDemo: 'codexMaster.tryDemo',
  leaveDemo: 'codexMaster.leaveDemo',
  checkHealth: 'codexMaster.checkHealth',
  fixHealth: 'codexMaster.fixHealth',
  createHome: 'codexMaster.createHome',
  showLog: 'codexMaster.showLog',
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandId = (typeof COMMANDS)[CommandName];

/** What a command does. Arguments come from trees, menus, key bindings or other extensions: check them. */
export type CommandHandler = (...args: readonly unknown[]) => Promise<void>;
export type CommandHandlers = Readonly<Record<CommandName, CommandHandler>>;

/** Registers every command; a handler that throws is reported through `onError`, never to VS Code. */
export function registerCommands(
  handlers: CommandHandlers,
  onError: (name: CommandName, error: unknown) => Promise<void>,
): Disposable[] {
  const names = Object.keys(COMMANDS) as CommandName[];
  return names.map((name) =>
    commands.registerCommand(COMMANDS[name], async (...args: unknown[]) => {
      try {
        await handlers[name](...args);
      } catch (error) {
        await onError(name, error);
      }
    }),
  );
}
