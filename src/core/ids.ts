/** Random bytes as lower-case hex, passed in so that rules stay testable. */
export interface Random {
  hex(bytes: number): string;
}

/** Id of a run or an assignment: UTC `YYYYMMDDTHHMMSSffffffZ-<agent>` (reference contract §1.1). */
export function timestampId(agentId: string, nowMs: number, random: Random): string {
  return `${timestamp(nowMs, random)}-${agentId}`;
}

/**
 * UTC `YYYYMMDDTHHMMSSffffffZ`. Our clock gives milliseconds; the last three digits are random, so that two of one
 * millisecond differ.
 */
export function timestamp(nowMs: number, random: Random): string {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]/g, '').replace('.', '').replace('Z', '');
  const micros = String(Number.parseInt(random.hex(2), 16) % 1000).padStart(3, '0');
  return `${stamp}${micros}Z`;
}
