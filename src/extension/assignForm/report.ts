import { l10n } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { SendReport } from '../../shared/assignForm.ts';
import { errorSentence } from '../messages/errorWords.ts';
import { agentTitle, deliveryWord } from '../text/words.ts';
import type { Sent } from './sending.ts';

/** How a sending ended, for the person who asked for it: in whole, and for each when it was for several. */
export function reportOf(sent: readonly Sent[], asked: readonly AgentSnapshot[]): SendReport {
  const [only] = sent;
  if (asked.length <= 1 && only?.result.kind === 'given') {
    return { text: given(only.agent, only.result), lines: [], canRetry: false };
  }
  const left = asked.filter((agent) => !sent.some((one) => one.agent.spec.id === agent.spec.id));
  const count = sent.filter(({ result }) => result.kind === 'given').length;
  return {
    text: l10n.t('{0} of {1} Agentinnen have the task.', count, asked.length),
    lines: [
      ...sent.map(({ agent, result }) => ({
        text: result.kind === 'given' ? given(agent, result) : failed(agent, result.error),
        isFailure: result.kind === 'failed' || result.isSetUpFailed,
      })),
      ...left.map(({ spec }) => ({
        text: l10n.t('{0} could not take it.', agentTitle(spec)),
        isFailure: true,
      })),
    ],
    canRetry: count < asked.length,
  };
}

/** Those who do not have it. */
export function withoutIt(sent: readonly Sent[], asked: readonly AgentSnapshot[]): string[] {
  const given = new Set(
    sent.filter(({ result }) => result.kind === 'given').map(({ agent }) => agent.spec.id),
  );
  return asked.map(({ spec }) => spec.id).filter((id) => !given.has(id));
}

type Given = Extract<Sent['result'], { readonly kind: 'given' }>;

function given({ spec }: AgentSnapshot, { assignment, isSetUpFailed }: Given): string {
  const text = l10n.t('{0} has the task: {1}.', agentTitle(spec), deliveryWord(assignment.delivery.state));
  return isSetUpFailed ? `${text} ${l10n.t('The set-up script of her worktree failed.')}` : text;
}

function failed({ spec }: AgentSnapshot, error: unknown): string {
  const sentence = errorSentence(FleetError.from(error, 'Something went wrong. See the log.'));
  return `${agentTitle(spec)}: ${sentence}`;
}
