/** The processes of this machine. */
export interface ProcessTable {
  /** When the processes below `pid` began, children's children too; null where the system cannot tell. */
  startsBelow(pid: number): Promise<readonly number[] | null>;
}
