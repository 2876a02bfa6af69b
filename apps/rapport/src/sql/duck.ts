import { Advice } from '../terminal';

/** What we use of `@duckdb/node-api`, which is an optional dependency: there may be neither the package nor its types. */
export interface DuckConnection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): Readonly<Record<string, unknown>>[] }>;
  prepare(sql: string): Promise<DuckPrepared>;
  closeSync(): void;
}
export interface DuckPrepared {
  run(): Promise<unknown>;
  stream(): Promise<DuckResult>;
  destroySync(): void;
}
export interface DuckResult {
  /** Those of names that are there twice are told apart. */
  deduplicatedColumnNames(): readonly string[];
  columnTypes(): readonly { readonly alias?: string | undefined; toString(): string }[];
  yieldRowsJson(): AsyncIterable<readonly (readonly unknown[])[]>;
}
interface DuckDatabase {
  connect(): Promise<DuckConnection>;
  closeSync(): void;
}
interface DuckPackage {
  readonly DuckDBInstance: {
    create(path: string, options: Readonly<Record<string, string>>): Promise<DuckDatabase>;
  };
}

/** An open DuckDB. */
export interface Duck {
  readonly connection: DuckConnection;
  close(): void;
}

/** Nothing is fetched from anywhere: what is needed (JSON, Parquet, time zones) is built in. */
const OPTIONS = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' } as const;
const NAME = '@duckdb/node-api';

const load = async (): Promise<DuckPackage> => {
  try {
    return (await import(/* @vite-ignore */ NAME)) as DuckPackage;
  } catch (error) {
    throw new Advice(
      `this needs DuckDB, an optional dependency that is not installed here: npm install ${NAME} (the version stands in package.json)\n` +
        `(${(error as Error).message.split('\n')[0]})`,
    );
  }
};

/**
 * Opens a DuckDB in memory, or in a file. What does not fit into memory goes to the folder.
 * @throws Advice when DuckDB is not installed, or the file cannot be opened
 */
export const openDuck = async (file: string | null, spill: string): Promise<Duck> => {
  const { DuckDBInstance } = await load();
  const database = await DuckDBInstance.create(file ?? ':memory:', { ...OPTIONS, temp_directory: spill }).catch(
    (error: unknown) => {
      throw new Advice(`${file ?? 'DuckDB'} cannot be opened: ${messageOf(error)}`);
    },
  );
  const connection = await database.connect();
  await connection.run(`set timezone = 'UTC'`);
  return {
    connection,
    close: () => {
      connection.closeSync();
      database.closeSync();
    },
  };
};

/** What DuckDB says, without its stack. */
export const messageOf = (error: unknown): string => (error as Error).message.trim();

/** A name as SQL takes it whatever stands in it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text as SQL takes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
