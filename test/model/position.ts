import { isCallStep, isTextStep, type Scenario } from './scenario.ts';

/** How far a conversation has come since the newest user message, as its next request shows it. */
export interface Progress {
  /** Tool outputs since the user message. */
  readonly toolOutputs: number;
  /** Assistant messages since the last of these outputs. */
  readonly messages: number;
}

/**
 * The steps that are left: past one tool call for each output, then past one text for each message. All of it
 * stands in the request, so the server need not remember anything. A scenario that is used up leaves an empty list.
 */
export function remainingSteps(scenario: Scenario, { toolOutputs, messages }: Progress): Scenario {
  return skipPast(skipPast(scenario, isCallStep, toolOutputs), isTextBeforeCall, messages);
}

/** What follows the `count`-th step that matches; nothing if there are fewer. */
function skipPast(steps: Scenario, matches: Matcher, count: number): Scenario {
  let rest = steps;
  for (let skipped = 0; skipped < count; skipped += 1) {
    const at = rest.findIndex(matches);
    rest = at === -1 ? [] : rest.slice(at + 1);
  }
  return rest;
}

type Matcher = (step: Scenario[number], index: number, steps: Scenario) => boolean;

/** Only the texts of the present response count; those behind a tool call are still to come. */
function isTextBeforeCall(step: Scenario[number], index: number, steps: Scenario): boolean {
  return isTextStep(step) && !steps.slice(0, index).some(isCallStep);
}
