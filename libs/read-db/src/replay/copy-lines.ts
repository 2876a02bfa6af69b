import { jsonText, withoutNul } from '../json-text';
import type { KeptRow } from '../views/kept-row';
import { FOLDED_TO } from '../views/row-store';
import type { Column } from '../views/upsert';

/** A table of a projection's rows, as far as writing it in bulk needs to know it. */
export interface CopyTable {
  /** Quoted, with its schema. */
  readonly path: string;
  readonly key: Column;
  /** All but the key. */
  readonly fields: readonly Column[];
}

/** The statement that takes the lines of `copyLines`. */
export const copyStatement = ({ path, key, fields }: CopyTable): string =>
  `copy ${path} (${[key, ...fields].map(({ name }) => `"${name}"`).join(', ')}, "${FOLDED_TO}") from stdin`;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const NEEDS_ESCAPE = /[\\\n\r\t]/;

const escaped = (text: string): string =>
  NEEDS_ESCAPE.test(text) ? text.replace(/[\\\n\r\t]/g, (found) => ESCAPES[found]!) : text;

const arrayText = (items: readonly unknown[]): string =>
  `{${items.map((item) => (item === null ? 'NULL' : `"${withoutNul(String(item)).replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;

type Encode = (value: unknown) => string;

const encoderOf = ({ type }: Column): Encode => {
  if (type === 'json' || type === 'jsonb') return (value) => escaped(jsonText(value));
  if (type.endsWith('[]')) return (value) => escaped(arrayText(value as readonly unknown[]));
  return (value) => escaped(withoutNul(String(value)));
};

/** Rows as lines of COPY's text format. */
export const copyLines = ({ key, fields }: CopyTable): ((rows: readonly KeptRow[]) => string) => {
  const cells = fields.map((column) => [column.property, encoderOf(column)] as const);
  const keyCell = encoderOf(key);
  return (rows) => {
    let text = '';
    for (const { key: value, row, foldedTo } of rows) {
      text += keyCell(value);
      for (const [property, encode] of cells) {
        const cell = row[property];
        text += cell === null || cell === undefined ? '\t\\N' : `\t${encode(cell)}`;
      }
      text += foldedTo === null ? '\t\\N\n' : `\t${escaped(foldedTo)}\n`;
    }
    return text;
  };
};
