/**
 * For this transaction only: whether its commit waits for the disk. `later` is the parameter that says that an append to the same
 * server follows, whose flush takes the commit along.
 */
export const FLUSH = (later: string): string =>
  `select set_config('synchronous_commit', case when ${later}::boolean then 'off' else current_setting('synchronous_commit') end, true)`;
