import type { ModelRequest } from './request.ts';
import type { Step } from './scenario.ts';

/** Token figures as `response.completed` carries them. */
export interface Usage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

/** Rule of thumb for English and code. */
const CHARACTERS_PER_TOKEN = 4;

/** Token figures of a response: what its steps set, and for the rest an estimate by length. */
export function usageOf(request: ModelRequest, steps: readonly Step[], outputCharacters: number): Usage {
  const set = Object.assign({}, ...steps.map((step) => ('usage' in step ? step.usage : undefined))) as {
    inputTokens?: number;
    cachedInputTokens?: number;
    outputTokens?: number;
    reasoningTokens?: number;
  };
  const input = set.inputTokens ?? Math.ceil(request.characters / CHARACTERS_PER_TOKEN);
  const output = set.outputTokens ?? Math.ceil(outputCharacters / CHARACTERS_PER_TOKEN);
  // Within a turn the beginning of the conversation was sent before, so the provider has most of it cached.
  const cached = set.cachedInputTokens ?? (request.toolOutputs.length > 0 ? Math.floor(input * 0.8) : 0);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: set.reasoningTokens ?? 0 },
    total_tokens: input + output,
  };
}
