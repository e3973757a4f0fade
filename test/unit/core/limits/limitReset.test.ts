import { expect, test } from 'vitest';
import { resetInText } from '../../../../src/core/limits/limitReset.ts';

const NOW = Date.UTC(2026, 10, 20, 10, 0);
const HOUR = 3_600_000;

test.each([
  ['try again at 11:31 AM.', Date.UTC(2026, 10, 20, 11, 31)],
  ['Upgrade or try again at 1:22 PM.', Date.UTC(2026, 10, 20, 13, 22)],
  ['try again at 12:05 AM.', Date.UTC(2026, 10, 20, 0, 5)],
  ['try again at 12:05 PM.', Date.UTC(2026, 10, 20, 12, 5)],
  ['try again at Nov 21st, 2026 9:00 AM.', Date.UTC(2026, 10, 21, 9, 0)],
  ['Try again at January 2nd, 2027 1:07 PM.', Date.UTC(2027, 0, 2, 13, 7)],
  ['try again in 3 days 4 hours 12 minutes.', NOW + 76 * HOUR + 720_000],
  ['try again in 5 minutes', NOW + 300_000],
  ['⚠ 5h limit: 12% left · resets at 13:31', Date.UTC(2026, 10, 20, 13, 31)],
  ['Weekly limit: 3% left (resets 10:31 on 4 Dec)', Date.UTC(2026, 11, 4, 10, 31)],
])('%s', (text, expected) => {
  expect(resetInText(text, NOW, 0)).toBe(expected);
});

test('the time is that of the machine, whose day may be another', () => {
  // Berlin in winter: -60. 23:30 UTC is half past midnight of the next day there.
  const late = Date.UTC(2026, 10, 20, 23, 30);
  expect(resetInText('try again at 1:00 AM.', late, -60)).toBe(Date.UTC(2026, 10, 21, 0, 0));
  // New York: 300.
  expect(resetInText('try again at 6:00 AM.', NOW, 300)).toBe(Date.UTC(2026, 10, 20, 11, 0));
});

test.each(['', 'try again later', 'try again at noon', 'at 11:31 AM'])('no time in "%s"', (text) => {
  expect(resetInText(text, NOW, 0)).toBeNull();
});
