import type { RateLimits } from './scenario.ts';

const WINDOW_MINUTES = { primary: 300, secondary: 10_080 } as const;

/** The response headers that report the rate limits; times are seconds since 1970. */
export function rateLimitHeaders(limits: RateLimits, nowSeconds: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of ['primary', 'secondary'] as const) {
    const window = limits[name];
    if (window === undefined) continue;
    headers[`x-codex-${name}-used-percent`] = String(window.usedPercent);
    headers[`x-codex-${name}-window-minutes`] = String(window.windowMinutes ?? WINDOW_MINUTES[name]);
    headers[`x-codex-${name}-reset-at`] = String(nowSeconds + window.resetsInSeconds);
  }
  return headers;
}
