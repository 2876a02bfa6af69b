import { RowFault } from './fault';
import { heldJson } from './held-json';
import { stepsOf } from './member-path';
import { memberText } from './member-text';
import type { Place } from './place';
import { type Columns, type Row, follow } from './row';

/** The item of a list that is being mapped. */
interface CurrentItem {
  value: unknown;
}

/** The columns of a row and, by a name of its own, the current item. */
const withItem = (columns: Columns, as: string, item: CurrentItem): Columns => {
  const raw: Columns['raw'] = (name) => {
    if (name === as) return () => item.value;
    if (!name.startsWith(`${as}.`) && !name.startsWith(`${as}[`)) return columns.raw(name);
    const steps = stepsOf(name.slice(as.length));
    return () => follow(item.value, steps, name);
  };
  return {
    names: columns.names && [...columns.names, as],
    raw,
    cell: (name) => {
      if (name !== as && !name.startsWith(`${as}.`) && !name.startsWith(`${as}[`)) return columns.cell(name);
      const read = raw(name)!;
      return (row) => memberText(read(row), name);
    },
    fault: (row) => columns.fault(row),
  };
};

/** The items of a list that a row holds, one after the other. */
export interface Items<T> {
  /** What each item gives, in order. @throws RowFault when the row holds something else than a list */
  readonly map: (row: Row, give: () => T) => T[];
  /** The columns of the row and the current item. */
  readonly columns: Columns;
}

const listOf = (held: unknown, named: string): readonly unknown[] => {
  if (held === undefined || held === null) return [];
  if (typeof held === 'string' && held.trim() === '') return [];
  const list = typeof held === 'string' ? heldJson(held) : held;
  if (!Array.isArray(list)) throw new RowFault(`${named} holds no list`);
  return list;
};

/** Compiles a list, `"{line_items}"`, and the name by which its items are asked for. `place` is where the list is named. */
export const compileItems = <T>(list: unknown, as: unknown, place: Place): Items<T> => {
  const item: CurrentItem = { value: undefined };
  const text = place.text(list, '{?}');
  const [, name = '?'] = /^\{([^{}]+)\}$/.exec(text) ?? [];
  if (name === '?') place.fault('must name one column that holds a list, such as "{line_items}"');
  const held = name === '?' ? null : place.raw(name);
  const called = as ?? 'item';
  if (typeof called !== 'string' || !/^\w+$/.test(called)) place.fault('its items must be called by one word, `as`');
  if (place.columns.names?.includes(String(called)))
    place.fault(`${JSON.stringify(called)} is a column already: say another name for its items, \`as\``);
  return {
    map: (row, give) => {
      const { line } = place;
      const items = listOf(held?.(row), text);
      const outer = { value: item.value, number: line.item };
      try {
        return items.map((value, index) => {
          item.value = value;
          line.item = index + 1;
          return give();
        });
      } finally {
        item.value = outer.value;
        line.item = outer.number;
      }
    },
    columns: withItem(place.columns, String(called), item),
  };
};
