/** A text of a schema. */
export const text = (description: string, more: object = {}): object => ({ type: 'string', description, ...more });
export const uuid = (description: string): object => text(description, { format: 'uuid' });
export const moment = (description: string, more: object = {}): object =>
  text(description, { format: 'date-time', ...more });
/** A position of the log. */
export const place = (description: string): object => text(description, { pattern: '^[0-9a-f]{8}-\\d{19}$' });
