import { setTimeout as sleep } from 'node:timers/promises';
import {
  callItem,
  chunksOf,
  messageItem,
  openMessageItem,
  type ModelEvent,
  type OutputItem,
} from './events.ts';
import type { ModelRequest } from './request.ts';
import type { ResponsePlan } from './response.ts';
import { isCallStep, type Step } from './scenario.ts';
import type { Stalls } from './stalls.ts';
import { usageOf } from './usage.ts';

/** What a response needs besides its steps. */
export interface Stage {
  readonly request: ModelRequest;
  /** Unique within the conversation: item and call ids grow from it. */
  readonly responseId: string;
  readonly stalls: Stalls;
  /** Aborts when the client hangs up or the server ends. */
  readonly signal: AbortSignal;
}

/**
 * The events of one response. Ends with `response.completed`, or with `response.failed` where the context
 * overflows. Rejects with an AbortError when the stage's signal aborts.
 */
export async function* play({ steps, endsTurn }: ResponsePlan, stage: Stage): AsyncGenerator<ModelEvent> {
  const { request, responseId: id } = stage;
  yield { type: 'response.created', response: { id } };
  let outputCharacters = 0;
  for (const [index, step] of steps.entries()) {
    await wait(step, stage);
    for await (const event of eventsOf(step, `${id}_${index}`, stage)) {
      if (event.type === 'response.output_item.done') outputCharacters += JSON.stringify(event).length;
      yield event;
      if (event.type === 'response.failed') return;
    }
  }
  const usage = usageOf(request, steps, outputCharacters);
  const more = endsTurn ? {} : { end_turn: false };
  yield { type: 'response.completed', response: { id, usage, ...more } };
}

/** Waits as long as a `delay` or `stall` step says; other steps do not wait. */
export async function wait(step: Step, { stalls, signal }: Pick<Stage, 'stalls' | 'signal'>): Promise<void> {
  if (step.do === 'delay') await sleep(step.ms, undefined, { signal });
  if (step.do === 'stall') await stalls.hold(step.forMs, signal);
}

async function* eventsOf(step: Step, id: string, stage: Stage): AsyncGenerator<ModelEvent> {
  if (isCallStep(step)) yield itemDone(callItem(id, step));
  if (step.do === 'say') yield* message(id, [withOutput(step.text, stage.request)], async () => {});
  if (step.do === 'streamSlowly') {
    const pieces = chunksOf(withOutput(step.text, stage.request), step.chunks);
    yield* message(id, pieces, async (left) => {
      if (step.delayMs > 0) await sleep(step.delayMs, undefined, { signal: stage.signal });
      if (step.stalls === true && left === 1) await stage.stalls.hold(undefined, stage.signal);
    });
  }
  if (step.do === 'contextOverflow') {
    const error = { code: 'context_length_exceeded', message: 'The input exceeds the context window.' };
    yield { type: 'response.failed', response: { id: stage.responseId, error } };
  }
}

/** `pause` is awaited before each piece, with how many are left. */
async function* message(
  id: string,
  pieces: readonly string[],
  pause: (left: number) => Promise<void>,
): AsyncGenerator<ModelEvent> {
  const itemId = `msg_${id}`;
  yield { type: 'response.output_item.added', item: openMessageItem(itemId) };
  for (const [index, delta] of pieces.entries()) {
    await pause(pieces.length - index);
    yield { type: 'response.output_text.delta', item_id: itemId, delta };
  }
  yield itemDone(messageItem(itemId, pieces.join('')));
}

function itemDone(item: OutputItem): ModelEvent {
  return { type: 'response.output_item.done', item };
}

/** `{{output}}` in a text stands for what the last tool call brought back. */
function withOutput(text: string, request: ModelRequest): string {
  return text.replaceAll('{{output}}', () => request.toolOutputs.at(-1) ?? '');
}
