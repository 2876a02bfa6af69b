/** A column of a projection's table and the field of the row that it holds. */
export interface Column {
  readonly property: string;
  readonly name: string;
  readonly type: string;
}

/** A statement that inserts the rows or replaces those with the same key. */
export interface Upsert {
  readonly text: string;
  readonly values: string[];
}

type Row = Readonly<Record<string, unknown>>;

const isJson = ({ type }: Column): boolean => type === 'json' || type === 'jsonb';

/** JSON cannot bring U+0000 or half of a surrogate pair into PostgreSQL; both become the replacement character. */
const storable = (json: string): string =>
  !json.includes('\\u')
    ? json
    : json.replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === '\\\\' ? found : '\\ufffd'));

const NULL = '\\N';
/** Text that could be taken for the end of a line, for NULL or for no line at all goes as JSON instead. */
const UNSAFE = /[\n\\]|^$/;

const lineOf = (column: Column, value: unknown): string => {
  if (value === null || value === undefined) return NULL;
  return isJson(column) ? JSON.stringify(value) : String(value);
};

/**
 * Derives the upsert from the columns. Every column travels as one text, a line for each row, which PostgreSQL merely
 * splits: parsing the rows as one JSON document cost it, and us, several times as much. JSON text has no raw line feeds;
 * plain text that has one makes its column travel as JSON strings.
 */
export const upsertOf = (
  table: string,
  primary: string,
  columns: readonly Column[],
): ((rows: readonly Row[]) => Upsert) => {
  const names = columns.map(({ name }) => `"${name}"`);
  const replaced = names.filter((name) => name !== `"${primary}"`).map((name) => `${name} = excluded.${name}`);
  const textFor = (asJson: readonly boolean[]): string => {
    const lists = columns.map((_, nth) => `string_to_table($${nth + 1}::text, E'\\n', '${NULL}')`);
    const values = columns.map(
      ({ type }, nth) => (asJson[nth] ? `(r.c${nth}::json #>> '{}')` : `r.c${nth}`) + `::${type}`,
    );
    return `insert into ${table} (${names.join(', ')})
      select ${values.join(', ')} from rows from (${lists.join(', ')}) as r(${columns.map((_, nth) => `c${nth}`).join(', ')})
      on conflict ("${primary}") do update set ${replaced.join(', ')}`;
  };
  const usual = textFor(columns.map(() => false));
  return (rows) => {
    const asJson = columns.map(
      (column) =>
        !isJson(column) && rows.some(({ [column.property]: value }) => typeof value === 'string' && UNSAFE.test(value)),
    );
    const values = columns.map((column, nth) => {
      const lines = rows.map(({ [column.property]: value }) =>
        asJson[nth] && value !== null && value !== undefined
          ? storable(JSON.stringify(String(value)))
          : lineOf(column, value),
      );
      return isJson(column) ? storable(lines.join('\n')) : lines.join('\n');
    });
    return { text: asJson.includes(true) ? textFor(asJson) : usual, values };
  };
};
