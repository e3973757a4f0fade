import { env, l10n } from 'vscode';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A span of time as people say it, in at most two units: `<1 min`, `2 min`, `1 h 5 min`, `3 d`. */
export function durationText(spanMs: number): string {
  if (spanMs < MINUTE_MS) return l10n.t('<1 min');
  if (spanMs < HOUR_MS) return l10n.t('{0} min', Math.floor(spanMs / MINUTE_MS));
  if (spanMs >= DAY_MS) return l10n.t('{0} d', Math.floor(spanMs / DAY_MS));
  const hours = Math.floor(spanMs / HOUR_MS);
  const minutes = Math.floor((spanMs % HOUR_MS) / MINUTE_MS);
  return minutes === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, minutes);
}

/** When `durationText(now - sinceMs)` will read differently, as a moment after `nowMs`. */
export function nextDurationChangeMs(sinceMs: number, nowMs: number): number {
  const spanMs = Math.max(0, nowMs - sinceMs);
  const stepMs = spanMs < DAY_MS ? MINUTE_MS : DAY_MS;
  return sinceMs + (Math.floor(spanMs / stepMs) + 1) * stepMs;
}

/**
 * What counts minutes in rows moves together, four times a minute: each row that is drawn when its own minute is over would keep
 * what happens right after it waiting (VS Code draws a tree at most five times a second), and fifty rows have one nearly always.
 */
export const AGE_STEP_MS = 15_000;

/** How old something is, in words, as of the last of those moments. */
export function ageText(sinceMs: number, nowMs: number): string {
  return durationText(ageMomentMs(nowMs) - sinceMs);
}

/** When `ageText(sinceMs, now)` will read differently, as a moment after `nowMs`. */
export function nextAgeChangeMs(sinceMs: number, nowMs: number): number {
  const changeMs = nextDurationChangeMs(sinceMs, ageMomentMs(nowMs));
  return Math.ceil(changeMs / AGE_STEP_MS) * AGE_STEP_MS;
}

function ageMomentMs(nowMs: number): number {
  return Math.floor(nowMs / AGE_STEP_MS) * AGE_STEP_MS;
}

/**
 * A moment: the time of day today, with the weekday within six days, else with the date. In the window's language and the
 * machine's time zone.
 */
export function momentText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const isToday = at.toDateString() === new Date(nowMs).toDateString();
  const isNear = Math.abs(atMs - nowMs) < 6 * DAY_MS;
  return formatFor(isToday ? 'today' : isNear ? 'near' : 'far').format(at);
}

const TIME: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
const MOMENTS = {
  today: TIME,
  near: { weekday: 'short', ...TIME },
  far: { weekday: 'short', day: 'numeric', month: 'short', ...TIME },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** Making one takes as long as drawing a row, and a tree of assignments needs one for each at every change. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(kind: keyof typeof MOMENTS): Intl.DateTimeFormat {
  const key = `${kind} ${env.language}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(env.language, MOMENTS[kind]);
  formats.set(key, format);
  return format;
}
