const HOUR_MS = 3_600_000;

/** The IANA zone in which it is around noon at this moment: what "today" holds does not hang on when somebody measures. */
export function noonZone(nowMs: number): string {
  const hour = Math.floor(nowMs / HOUR_MS) % 24;
  const offset = 12 - hour;
  // The sign of these names is that of POSIX: `Etc/GMT-2` is two hours ahead of Greenwich.
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}
