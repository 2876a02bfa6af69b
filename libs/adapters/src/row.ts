import { memberText } from './member-text';

/** One record of a foreign file as its reader gives it: the fields of a line of CSV, or an object of NDJSON. */
export type Row = readonly string[] | Readonly<Record<string, unknown>>;

/** Reads one column of a row; '' when it is empty or missing. */
export type Cell = (row: Row) => string;

/** The columns that a file has. */
export interface Columns {
  /** Null when there is no such column. */
  cell(name: string): Cell | null;
  /** What can be asked for; null when anything can. */
  readonly names: readonly string[] | null;
  /** Null when the row has the form that the columns promise, else what is wrong with it. */
  fault(row: Row): string | null;
}

/** Columns of a delimited file by its header. */
export const columnsOfHeader = (header: readonly string[]): Columns => {
  const names = header.map((name) => name.trim());
  return {
    names,
    cell: (name) => {
      const index = names.indexOf(name);
      return index < 0 ? null : (row) => ((row as readonly string[])[index] ?? '').trim();
    },
    fault: (row) =>
      (row as readonly string[]).length === names.length
        ? null
        : `the line has ${(row as readonly string[]).length} columns, the header ${names.length}`,
  };
};

/**
 * Columns of objects: a name is a member of that very name (`user.email` in a flattened export), else a path,
 * `customer.address.city` or `lines.0.sku`; missing ones are empty.
 */
export const columnsOfObjects = (): Columns => ({
  names: null,
  cell: (name) => {
    const steps = name.split('.');
    return (row) => {
      if (Object.hasOwn(row, name)) return memberText((row as Readonly<Record<string, unknown>>)[name], name);
      let value: unknown = row;
      for (const step of steps) {
        if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return '';
        value = (value as Record<string, unknown>)[step];
      }
      return memberText(value, name);
    };
  },
  fault: (row) =>
    typeof row === 'object' && row !== null && !Array.isArray(row) ? null : 'the line is not a JSON object',
});
