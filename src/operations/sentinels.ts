/** Stands where a value exists and is kept back on purpose (reference contract §1.1). */
export const NOT_RETURNED = 'not_returned' as const;

/** The most bytes of one raw log, and what happens to it (reference contract §0.2, §1.2). */
export const RAW_LOG_MAX_BYTES = 5_242_880;
export const RAW_LOG_POLICY = 'local_only_bounded_not_returned_by_default';
