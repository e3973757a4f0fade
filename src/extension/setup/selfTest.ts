import { l10n } from 'vscode';
import { selfTest as startAndAsk } from '../../adapters/installation/selfTest.ts';
import type { SelfTestResult as Tested } from '../../core/diagnostics/selfTest.ts';
import { panelError } from '../messages/errorWords.ts';
import type { MasterjetCommand } from './masterjetCommand.ts';

export interface SelfTestResult {
  readonly tools: number;
  readonly version: string;
  readonly elapsedMs: number;
}

/** The tool with which every lead begins. */
const REQUIRED_TOOL = 'agent_status';

/**
 * Starts the Masterjet as a client would, says `initialize` and asks for its tools. It is started with nothing of our
 * environment but what clients give, so that what passes here passes there.
 * @throws FleetError `registration_failed` saying what it did not do.
 */
export async function selfTest(masterjet: MasterjetCommand, expectedName: string): Promise<SelfTestResult> {
  const result = await startAndAsk({
    argv: [masterjet.command, ...masterjet.args],
    env: masterjet.env,
    ambient: process.env,
    serverName: expectedName,
    requiredTool: REQUIRED_TOOL,
  });
  if (!result.ok) throw panelError('registration_failed', sentenceFor(result));
  return { tools: result.tool_count ?? 0, version: result.version ?? '', elapsedMs: result.elapsed_ms };
}

function sentenceFor({ problem, version }: Tested): string {
  switch (problem) {
    case 'ended_early':
      return l10n.t('The self-test failed: the Masterjet ended before it answered.');
    case 'input_closed':
      return l10n.t('The self-test failed: the Masterjet does not read what it is sent.');
    case 'timed_out':
      return l10n.t('The self-test failed: the Masterjet did not answer in time.');
    case 'wrong_server':
      return l10n.t('The self-test failed: the Masterjet is another program.');
    case 'wrong_answer':
    case 'unsupported_version':
      return wrongAnswer(version === null ? 'initialize' : 'tools/list');
    case 'tool_missing':
      return wrongAnswer('tools/list');
    case 'no_message':
    case 'too_much_output':
      return l10n.t('The self-test failed: the Masterjet wrote something that is no message.');
    case 'not_installed':
    case 'not_started':
    case 'cancelled':
    case null:
      return l10n.t('The self-test failed: the Masterjet could not be started.');
  }
}

function wrongAnswer(method: string): string {
  return l10n.t('The self-test failed: the Masterjet gave a wrong answer to {0}.', method);
}
