import type { Log } from '@rapport/read-db';

/** Writes one JSON object a line to standard error; never a value of an event. */
export const logLine: Log = (level, message, fields = {}) => {
  const line = { level, timestamp: new Date().toISOString(), context: 'projector', message, ...fields };
  process.stderr.write(`${JSON.stringify(line)}\n`);
};
