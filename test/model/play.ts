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
 * The events of one response. Ends with `response.completed`, or with `response.failed` where a step fails
 * after the stream began. Rejects with an AbortError when the stage's signal aborts.
 */
export async function* play(steps: readonly Step[], stage: Stage): AsyncGenerator<ModelEvent> {
  const { request, responseId } = stage;
  yield { type: 'response.created', response: { id: responseId } };
  let outputCharacters = 0;
  for (const [index, step] of steps.entries()) {
    for await (const event of playStep(step, `${responseId}_${index}`, stage)) {
      if (event.type === 'response.output_item.done') outputCharacters += JSON.stringify(event).length;
      yield event;
      if (event.type === 'response.failed') return;
    }
  }
  const usage = usageOf(request, steps, outputCharacters);
  yield { type: 'response.completed', response: { id: responseId, usage } };
}

async function* playStep(step: Step, id: string, stage: Stage): AsyncGenerator<ModelEvent> {
  if (isCallStep(step)) {
    yield itemDone(callItem(id, step));
    return;
  }
  switch (step.do) {
    case 'say':
      yield* message(id, [withOutput(step.text, stage.request)], 0, stage.signal);
      return;
    case 'streamSlowly': {
      const pieces = chunksOf(withOutput(step.text, stage.request), step.chunks);
      yield* message(id, pieces, step.delayMs, stage.signal);
      return;
    }
    case 'delay':
      await sleep(step.ms, undefined, { signal: stage.signal });
      return;
    case 'stall':
      await stage.stalls.hold(step.forMs, stage.signal);
      return;
    case 'contextOverflow':
      yield failed(stage.responseId, 'context_length_exceeded', 'The input exceeds the context window.');
      return;
    case 'usageLimit':
      yield failed(stage.responseId, 'usage_limit_reached', 'The usage limit has been reached.');
      return;
    case 'serverError':
      yield failed(stage.responseId, 'server_error', 'The scripted server failed.');
      return;
    case 'rateLimits':
      return;
  }
}

async function* message(
  id: string,
  pieces: readonly string[],
  delayMs: number,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const itemId = `msg_${id}`;
  yield { type: 'response.output_item.added', item: openMessageItem(itemId) };
  for (const delta of pieces) {
    if (delayMs > 0) await sleep(delayMs, undefined, { signal });
    yield { type: 'response.output_text.delta', item_id: itemId, delta };
  }
  yield itemDone(messageItem(itemId, pieces.join('')));
}

function itemDone(item: OutputItem): ModelEvent {
  return { type: 'response.output_item.done', item };
}

function failed(id: string, code: string, text: string): ModelEvent {
  return { type: 'response.failed', response: { id, error: { code, message: text } } };
}

/** `{{output}}` in a text stands for what the last tool call brought back. */
function withOutput(text: string, request: ModelRequest): string {
  return text.replaceAll('{{output}}', () => request.toolOutputs.at(-1) ?? '');
}
