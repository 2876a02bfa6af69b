/**
 * SQL: the commit of this transaction waits for the disk, also on a server that by itself does not wait (`synchronous_commit = off`).
 * Identifiers and keys are remembered and used before anything else is appended; a crash that took them back would leave events without them.
 */
export const ON_DISK = `
  select set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), true)`;
