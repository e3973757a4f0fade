/** How an MCP server answered when it was started as a client would (reference contract §7). */

export type SelfTestProblem =
  | 'not_installed'
  | 'not_started'
  | 'ended_early'
  | 'input_closed'
  | 'no_message'
  | 'too_much_output'
  | 'wrong_answer'
  | 'wrong_server'
  | 'unsupported_version'
  | 'tool_missing'
  | 'timed_out'
  | 'cancelled';

export interface SelfTestResult {
  readonly ok: boolean;
  readonly status: 'ok' | 'failed' | 'timeout' | 'unavailable';
  /** 124 after a time-out; null when it was ended by us or never started. */
  readonly returncode: number | null;
  readonly timeout_seconds: number;
  /** What went wrong; null when nothing did. */
  readonly problem: SelfTestProblem | null;
  /** As it calls itself; null when it did not get so far. */
  readonly version: string | null;
  /** How many tools it lists; null when it was not asked. */
  readonly tool_count: number | null;
  readonly elapsed_ms: number;
}

/** Contract §0.2. */
export const SELF_TEST_SECONDS = 10;
