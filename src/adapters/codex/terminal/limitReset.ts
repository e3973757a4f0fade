const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `try again at 11:31 AM`, `try again at Nov 21st, 2026 1:22 PM`. */
const AT =
  /\btry again at (?:(?<month>[A-Z][a-z]{2})[a-z]* (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4}),? (?:at )?)?(?<hour>\d{1,2}):(?<minute>\d{2}) ?(?<half>[AP]M)\b/i;

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
export function limitResetMs(text: string, nowMs: number, offsetMinutes: number): number | null {
  const at = AT.exec(text)?.groups;
  if (at !== undefined) return resetAtMs(at, nowMs - offsetMinutes * 60_000) + offsetMinutes * 60_000;
  const spans = IN.exec(text)?.groups?.['spans'];
  return spans === undefined ? null : nowMs + spanMs(spans);
}

/** All in local time, written as if it were UTC. */
function resetAtMs(at: Readonly<Record<string, string | undefined>>, localNowMs: number): number {
  const isAfternoon = at['half']?.toUpperCase() === 'PM';
  const hour = (Number(at['hour']) % 12) + (isAfternoon ? 12 : 0);
  const today = new Date(localNowMs);
  const month = MONTHS.indexOf(at['month']?.toLowerCase() ?? '');
  const hasDate = month !== -1;
  return Date.UTC(
    hasDate ? Number(at['year']) : today.getUTCFullYear(),
    hasDate ? month : today.getUTCMonth(),
    hasDate ? Number(at['day']) : today.getUTCDate(),
    hour,
    Number(at['minute']),
  );
}

function spanMs(spans: string): number {
  const parts = [...spans.matchAll(/(\d+) (day|hour|minute|second)/gi)];
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (SPAN_MS[unit?.toLowerCase() ?? ''] ?? 0),
    0,
  );
}
