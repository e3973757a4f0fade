/** A process as `/proc/<pid>/stat` tells of it. */
export interface StatWish {
  readonly pid: number;
  readonly name?: string;
  readonly state?: string;
  readonly parent?: number;
  readonly threads?: number;
  /** In clock ticks since the machine came up. */
  readonly started?: number;
}

/** `man 5 proc_pid_stat`, with zeros for what nobody reads. */
export function statLine({
  pid,
  name = 'codex',
  state = 'S',
  parent = 1,
  threads = 1,
  started = 500,
}: StatWish): string {
  const between = Array.from({ length: 15 }, () => '0');
  return `${[pid, `(${name})`, state, parent, ...between, threads, 0, started].join(' ')} 0 0\n`;
}
