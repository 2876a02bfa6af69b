import { RowFault } from './fault';
import { heldJson } from './held-json';
import { type Step, stepsOf } from './member-path';
import { memberText } from './member-text';

/** One record of a foreign file as its reader gives it: the fields of a line of CSV, or an object of NDJSON. */
export type Row = readonly string[] | Readonly<Record<string, unknown>>;

/** Reads one column of a row; '' when it is empty or missing. */
export type Cell = (row: Row) => string;

/** The columns that a file has. */
export interface Columns {
  /** Null when there is no such column. */
  cell(name: string): Cell | null;
  /** The same as it stands in the row, not as text. */
  raw(name: string): ((row: Row) => unknown) | null;
  /** What can be asked for; null when anything can. */
  readonly names: readonly string[] | null;
  /** Null when the row has the form that the columns promise, else what is wrong with it. */
  fault(row: Row): string | null;
}

/** Where a name may go on to a part of what it names. */
const JOINT = /[.[]/g;

/** Follows steps, also into JSON that a text holds. @throws RowFault where it is broken */
export const follow = (from: unknown, steps: readonly Step[], name: string): unknown => {
  let value = from;
  for (const step of steps) {
    if (typeof value === 'string' && value !== '') {
      const held = heldJson(value);
      if (held === undefined && /^\s*[[{]/.test(value)) throw new RowFault(`{${name}}: what it leads into is not JSON`);
      value = held;
    }
    value = step(value);
  }
  return value;
};

const asCells =
  (raw: Columns['raw']): Columns['cell'] =>
  (name) => {
    const read = raw(name);
    return read && ((row) => memberText(read(row), name));
  };

/** Columns of a delimited file by its header. A name that goes on behind a column's leads into the JSON that stands there. */
export const columnsOfHeader = (header: readonly string[]): Columns => {
  const names = header.map((name) => name.trim());
  // Spreadsheets name as many columns as a sheet was ever wide, mostly with nothing; lines need not reach there.
  const least = names.findLastIndex((name) => name !== '') + 1;
  const column = (name: string): Cell | null => {
    const index = names.indexOf(name);
    return index < 0 ? null : (row) => ((row as readonly string[])[index] ?? '').trim();
  };
  const within = (name: string): ((row: Row) => unknown) | null => {
    for (const { index } of name.matchAll(JOINT)) {
      const outer = column(name.slice(0, index));
      if (!outer) continue;
      const steps = stepsOf(name.slice(index));
      return (row) => {
        const text = outer(row);
        if (text !== '' && heldJson(text) === undefined) throw new RowFault(`{${name}}: the column holds no JSON`);
        return follow(text, steps, name);
      };
    }
    return null;
  };
  return {
    names,
    raw: (name) => column(name) ?? within(name),
    cell: (name) => column(name) ?? asCells(within)(name),
    fault: (row) => {
      const fields = row as readonly string[];
      // Some systems end each line with a delimiter, and the header without one.
      const told = fields.length < least || fields.slice(names.length).some((field) => field.trim() !== '');
      return told ? `the line has ${fields.length} columns, the header ${names.length}` : null;
    },
  };
};

/**
 * Columns of objects: a name is a member of that very name (`user.email` in a flattened export), else a path,
 * `customer.address.city`, `lines.0.sku` or `params[key=source].value`; missing ones are empty.
 */
export const columnsOfObjects = (): Columns => {
  const raw: Columns['raw'] = (name) => {
    const steps = stepsOf(name);
    return (row) =>
      Object.hasOwn(row, name) ? (row as Readonly<Record<string, unknown>>)[name] : follow(row, steps, name);
  };
  return {
    names: null,
    raw,
    cell: asCells(raw),
    fault: (row) => {
      if (Array.isArray(row)) return 'the line is a list and not a JSON object: jq -c ".[]" makes a line of each';
      return typeof row === 'object' && row !== null ? null : 'the line is not a JSON object';
    },
  };
};
