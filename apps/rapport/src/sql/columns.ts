import { type DuckConnection, literal, quoted } from './duck';

/** Columns of a table and their types. */
export type TableColumns = Readonly<Record<string, string>>;

/** Events as a table: times as moments, what the event says as JSON, whose it is as its owner handle. */
export const EVENT_TABLE: TableColumns = {
  ...{ position: 'VARCHAR', eventId: 'UUID', recordedAt: 'TIMESTAMPTZ', occurredAt: 'TIMESTAMPTZ' },
  ...{ channel: 'VARCHAR', type: 'VARCHAR', v: 'INTEGER', source: 'VARCHAR', id: 'VARCHAR' },
  ...{ handle: 'UUID', handles: 'STRUCT(handle UUID, type VARCHAR, issuer VARCHAR)[]', stream: 'VARCHAR' },
  ...{ data: 'JSON', sealed: 'JSON', context: 'JSON', meta: 'JSON' },
};

/** Which handle belongs to which customer now. */
export const HANDLE_TABLE: TableColumns = { handle: 'UUID', type: 'VARCHAR', customerId: 'UUID', erased: 'BOOLEAN' };

/** What a projection without rows has for columns: nobody can tell them. */
const NO_ROWS: TableColumns = { key: 'VARCHAR' };

/** Reads lines of JSON as these columns. */
export const readJson = (file: string, columns: TableColumns): string => {
  const types = Object.entries(columns).map(([name, type]) => `${quoted(name)}: ${literal(type)}`);
  return `read_json(${literal(file)}, format = 'newline_delimited', maximum_object_size = 134217728, columns = {${types.join(', ')}})`;
};

const plainType = (type: string): string => {
  if (type === 'TIMESTAMP') return 'TIMESTAMPTZ';
  return /[([]/.test(type) ? 'JSON' : type;
};

/** The columns of rows, as all of them fill them: plain values by their kind, moments of UTC as such, lists and objects as JSON. */
export const columnsOf = async (connection: DuckConnection, file: string): Promise<TableColumns> => {
  const look = `describe select * from read_json(${literal(file)}, format = 'newline_delimited', sample_size = -1, maximum_object_size = 134217728)`;
  const rows = (await connection.runAndReadAll(look)).getRowObjectsJson();
  const found = rows.map(
    ({ column_name: name, column_type: type }) => [String(name), plainType(String(type))] as const,
  );
  return found.length === 1 && found[0]![0] === 'json' ? NO_ROWS : Object.fromEntries(found);
};
