import { RowFault } from './fault';
import type { Operator } from './value';

/** `{try: value, else: …}`: a value, or where it cannot be read the other one; absent without it. */
export const attempt: Operator = (members, place, compile) => {
  const value = compile(members['try'], place.in('try'));
  const others = members['else'] === undefined ? null : compile(members['else'], place.in('else'));
  return (row) => {
    try {
      return value(row);
    } catch (error) {
      if (error instanceof RowFault) return others?.(row);
      throw error;
    }
  };
};
