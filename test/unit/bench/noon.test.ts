import { expect, it } from 'vitest';
import { noonZone } from '../../bench/noon.ts';

const MINUTE_MS = 60_000;

it.each(Array.from({ length: 24 }, (_, hour) => hour))(
  'whoever measures at %d:14 UTC does it at noon',
  (hour) => {
    const atMs = Date.UTC(2026, 10, 22, hour) + 14 * MINUTE_MS;
    const shown = new Intl.DateTimeFormat('en-GB', {
      timeZone: noonZone(atMs),
      hour: 'numeric',
      minute: '2-digit',
    }).format(atMs);
    expect(shown).toBe('12:14');
  },
);
