/** Errors of the system when a process, or all of them together, may open no further file or connection. */
export const isOutOfFiles = (error: unknown): boolean =>
  ['EMFILE', 'ENFILE'].includes(String((error as { readonly code?: unknown } | null)?.code));

/** What to do about it. Every connection is an open file, and so is every part of the program while it is loaded. */
export const OUT_OF_FILES =
  'too many open files: this process may have more of them than the system lets it (EMFILE). Raise the limit, ' +
  'ulimit -n 4096 in a shell, LimitNOFILE=4096 of a systemd service, and start again.';
