const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `try again at 11:31 AM`, `try again at Nov 21st, 2026 1:22 PM`. */
const AT =
  /\btry again at (?:(?<month>[A-Z][a-z]{2})[a-z]* (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4}),? (?:at )?)?(?<hour>\d{1,2}):(?<minute>\d{2}) ?(?<half>[AP]M)\b/i;

/** `resets at 10:31`, `resets 10:31 on 4 Aug`: how Codex words it in warnings and in `/status`. */
const RESETS =
  /\bresets (?:at )?(?<hour>\d{1,2}):(?<minute>\d{2})(?: on (?<day>\d{1,2}) (?<month>[A-Z][a-z]{2}))?/i;

/** `try again in 3 days 4 hours 12 minutes`. */
const IN = /\btry again in (?<spans>(?:\d+ (?:day|hour|minute|second)s?(?:,? (?:and )?)?)+)/i;

const SPAN_MS: Readonly<Record<string, number>> = {
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
};

/**
 * When a usage limit ends, as Codex words it for a person; null when the text says nothing of it.
 * `offsetMinutes` is what `Date.getTimezoneOffset` gives: Codex writes the local time of its machine, and only the
 * time when the limit ends on the same day.
 */
export function resetInText(text: string, nowMs: number, offsetMinutes: number): number | null {
  const at = (AT.exec(text) ?? RESETS.exec(text))?.groups;
  if (at !== undefined) return resetAtMs(at, nowMs - offsetMinutes * 60_000) + offsetMinutes * 60_000;
  const spans = IN.exec(text)?.groups?.['spans'];
  return spans === undefined ? null : nowMs + spanMs(spans);
}

/** All in local time, written as if it were UTC. */
function resetAtMs(at: Readonly<Record<string, string | undefined>>, localNowMs: number): number {
  const today = new Date(localNowMs);
  const month = MONTHS.indexOf(at['month']?.toLowerCase() ?? '');
  const hasDate = month !== -1;
  return Date.UTC(
    Number(at['year'] ?? today.getUTCFullYear()),
    hasDate ? month : today.getUTCMonth(),
    hasDate ? Number(at['day']) : today.getUTCDate(),
    hourOf(at),
    Number(at['minute']),
  );
}

/** Of a clock with two halves, or with 24 hours. */
function hourOf(at: Readonly<Record<string, string | undefined>>): number {
  const hour = Number(at['hour']);
  const half = at['half']?.toUpperCase();
  return half === undefined ? hour : (hour % 12) + (half === 'PM' ? 12 : 0);
}

function spanMs(spans: string): number {
  const parts = [...spans.matchAll(/(\d+) (day|hour|minute|second)/gi)];
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (SPAN_MS[unit?.toLowerCase() ?? ''] ?? 0),
    0,
  );
}
