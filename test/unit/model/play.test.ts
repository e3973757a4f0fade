import { describe, expect, it } from 'vitest';
import type { ModelEvent } from '../../model/events.ts';
import { play, type Stage } from '../../model/play.ts';
import type { ModelRequest } from '../../model/request.ts';
import { scenarioSchema, type StepInput } from '../../model/scenario.ts';
import { Stalls } from '../../model/stalls.ts';
import { titleFor } from '../../model/title.ts';
import { usageOf } from '../../model/usage.ts';
import { request, toolCall, user } from './support.ts';

function stage(more: Partial<Stage> = {}): Stage {
  const signal = new AbortController().signal;
  return { request: request(user('go')), responseId: 'r', stalls: new Stalls(), signal, ...more };
}

async function played(steps: StepInput[], on: Stage = stage(), endsTurn = true): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of play({ steps: scenarioSchema.parse(steps), endsTurn }, on)) events.push(event);
  return events;
}

function types(events: readonly ModelEvent[]): string[] {
  return events.map(({ type }) => type.replace('response.', ''));
}

describe('a played response', () => {
  it('opens, streams and closes a text', async () => {
    const events = await played([{ do: 'streamSlowly', text: 'abcd', chunks: 2, delayMs: 1 }]);
    expect(types(events)).toEqual([
      'created',
      'output_item.added',
      'output_text.delta',
      'output_text.delta',
      'output_item.done',
      'completed',
    ]);
    expect(events.at(-2)).toMatchObject({ item: { content: [{ type: 'output_text', text: 'abcd' }] } });
  });

  it('gives every item an id of its own', async () => {
    const events = await played([
      { do: 'say', text: 'a' },
      { do: 'say', text: 'b' },
    ]);
    const ids = events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item);
    expect(ids).toMatchObject([{ id: 'msg_r_0' }, { id: 'msg_r_1' }]);
  });

  it('quotes the last output of a tool', async () => {
    const on = stage({ request: request(user('go'), ...toolCall('one'), ...toolCall('$&')) });
    const events = await played([{ do: 'say', text: '<{{output}}>' }], on);
    expect(events).toContainEqual({ type: 'response.output_text.delta', item_id: 'msg_r_0', delta: '<$&>' });
  });

  it('fails without an end when the context overflows', async () => {
    const events = await played([{ do: 'contextOverflow' }]);
    expect(types(events)).toEqual(['created', 'failed']);
    expect(events.at(-1)).toMatchObject({ response: { error: { code: 'context_length_exceeded' } } });
  });

  it('asks for another request when it does not end the turn', async () => {
    const [last] = (await played([{ do: 'say', text: 'a' }], stage(), false)).slice(-1);
    expect(last).toMatchObject({ response: { end_turn: false } });
  });

  it('stands still at a stall until it is released', async () => {
    const on = stage();
    const playing = played([{ do: 'stall' }, { do: 'say', text: 'a' }], on);
    await expect.poll(() => on.stalls.size).toBe(1);
    expect(on.stalls.release()).toBe(1);
    expect(types(await playing)).toContain('completed');
    expect(on.stalls.size).toBe(0);
  });

  it('leaves a stall by itself after the time it was given', async () => {
    expect(types(await played([{ do: 'stall', forMs: 1 }]))).toContain('completed');
  });

  it.each([{ do: 'stall' }, { do: 'delay', ms: 60_000 }] as const)(
    'breaks off a $do when its client is gone',
    async (step) => {
      const gone = new AbortController();
      const on = stage({ signal: gone.signal });
      const playing = played([step], on);
      gone.abort();
      await expect(playing).rejects.toThrow(/abort/i);
      expect(on.stalls.size).toBe(0);
    },
  );
});

describe('token figures', () => {
  const short: ModelRequest = { ...request(user('go')), characters: 4000 };

  it('grow with the request', () => {
    expect(usageOf(short, [], 40)).toMatchObject({
      input_tokens: 1000,
      output_tokens: 10,
      total_tokens: 1010,
    });
    expect(usageOf({ ...short, characters: 8000 }, [], 0).input_tokens).toBe(2000);
  });

  it('count most of the input as cached within a turn', () => {
    expect(usageOf(short, [], 0).input_tokens_details.cached_tokens).toBe(0);
    expect(usageOf({ ...short, toolOutputs: ['x'] }, [], 0).input_tokens_details.cached_tokens).toBe(800);
  });

  it('are what the steps say, the last one first', () => {
    const steps = scenarioSchema.parse([
      { do: 'say', text: 'a', usage: { inputTokens: 1, reasoningTokens: 3 } },
      { do: 'say', text: 'b', usage: { inputTokens: 200_000, cachedInputTokens: 5, outputTokens: 7 } },
    ]);
    expect(usageOf(short, steps, 0)).toEqual({
      input_tokens: 200_000,
      input_tokens_details: { cached_tokens: 5 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 3 },
      total_tokens: 200_007,
    });
  });
});

function title(text: string): unknown {
  const [step] = titleFor(text).scenario;
  return step?.do === 'say' && JSON.parse(step.text);
}

describe('a title', () => {
  it('is the beginning of the prompt, behind what Codex says about titles', () => {
    expect(title('Generate a title.\n\nUser prompt:\nFix the tests')).toEqual({ title: 'Fix the tests' });
  });

  it('is no longer than Codex wants it', () => {
    expect(title('x'.repeat(99))).toEqual({ title: 'x'.repeat(36) });
  });

  it('shows nothing of a script', () => {
    expect(title('User prompt:\n#script: [{"do":"say","text":"x"}]')).toEqual({ title: 'Aufgabe' });
  });
});
