import { hasLostDigits } from '@rapport/events';
import { RowFault } from './fault';

/**
 * What a member of a parsed object says, as a column of a file would; '' when it is missing or null.
 * @throws RowFault where parsing has lost digits of a whole number.
 */
export const memberText = (value: unknown, name: string): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' && hasLostDigits(value))
    throw new RowFault(`{${name}} has more digits than a JSON number keeps: it must be a text`);
  return typeof value === 'object' ? JSON.stringify(value) : String(value).trim();
};
