import { RowFault } from './fault';
import { numbersFault } from './numbers-kept';

/**
 * What a member of a parsed object says, as a column of a file would; '' when it is missing or null.
 * @throws RowFault where parsing has not kept a number.
 */
export const memberText = (value: unknown, name: string): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.trim();
  const fault = numbersFault(value);
  if (fault !== null) throw new RowFault(`{${name}} ${fault}`);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
