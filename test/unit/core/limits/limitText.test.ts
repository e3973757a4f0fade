import { describe, expect, test } from 'vitest';
import { readLimit } from '../../../../src/core/limits/limitText.ts';

const NOW = Date.UTC(2026, 10, 20, 10, 0);
const read = (text: string) => readLimit(text, NOW, 0);

describe('what Codex says of a limit', () => {
  test.each([
    ["You've hit your usage limit. Upgrade to Pro, or try again at 11:31 AM.", 'usage', 'unknown'],
    ['You’ve hit your usage limit for GPT-5.3-Codex-Spark. Try again at 11:31 AM.', 'usage', 'unknown'],
    ['You have reached your weekly usage limit. Try again at Nov 27th, 2026 9:00 AM.', 'usage', 'weekly'],
    ["You've hit your 5h limit.", 'usage', '5h'],
    ['You have reached the daily limit.', 'usage', 'daily'],
    ['Quota exceeded. Check your plan and billing details.', 'quota', 'unknown'],
    ['Your workspace is out of credits. Add credits to continue.', 'quota', 'unknown'],
    [
      'You hit your spend cap set by the owner of your workspace. Ask an owner to increase your spend cap to continue.',
      'quota',
      'unknown',
    ],
    ['exceeded retry limit, last status: 429 Too Many Requests', 'rate', 'unknown'],
    ['Rate limit reached for requests per day', 'rate', 'daily'],
    ['You are being rate limited.', 'rate', 'unknown'],
    [
      "Codex ran out of room in the model's context window. Start a new thread or clear earlier history before retrying.",
      'token',
      'unknown',
    ],
    ['Your input exceeds the context window of this model.', 'token', 'unknown'],
    ["This model's maximum context length was exceeded.", 'token', 'unknown'],
    ['Token budget exceeded for this session.', 'token', 'unknown'],
    ["You've reached your 5-hour message limit. Try again in 3 hours 42 minutes.", 'usage', '5h'],
    // What one sentence denies, another may still say.
    [
      "You've hit your usage limit. To go on without waiting for the limit to reset, upgrade.",
      'usage',
      'unknown',
    ],
    ['Your plan has no daily limit! You have reached your weekly limit.', 'usage', 'weekly'],
  ])('%s', (text, kind, window) => {
    expect(read(text)).toMatchObject({ kind, window });
  });

  test('includes when it ends and whose it is', () => {
    expect(read("You've hit your usage limit for GPT-5.3-Codex-Spark. Try again at 11:31 AM.")).toEqual({
      kind: 'usage',
      window: 'unknown',
      model: 'GPT-5.3-Codex-Spark',
      untilMs: Date.UTC(2026, 10, 20, 11, 31),
    });
  });
});

describe('what is no limit', () => {
  test.each([
    // The reference's mistakes (contract §4.1).
    'rate limit handler tests pass',
    'token budget ok',
    'today I limit the scope',
    'context window is 90% full',
    // Codex' warnings.
    '5h limit: 12% left · resets at 10:31',
    'Heads up, you have less than 25% of your weekly limit left. Run /status for a breakdown.',
    'Weekly limit: 3% left (resets 10:31 on 4 Dec)',
    // Denials.
    'You are not rate limited.',
    'The rate limit is not exceeded',
    'You have not reached your usage limit.',
    'No rate limits were hit.',
    'You are no longer rate limited.',
    'The quota was never exceeded.',
    'You are not out of credits.',
    // Not yet, or only perhaps.
    'You have almost reached your usage limit.',
    "You're about to have hit your weekly limit.",
    'When the rate limit is exceeded, the client waits.',
    'If the quota is exceeded, ask your admin.',
    // Talk.
    'I read the usage limit from the settings.',
    'The context window grew.',
    'quota tests are green',
    '',
  ])('%s', (text) => {
    expect(read(text)).toBeNull();
  });
});
