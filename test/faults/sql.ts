import pg from 'pg';

/** A connection to the database of an installation that is killed now and then. */
export interface Sql {
  rows(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** The first row. */
  one(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Connects when it is asked; after a failure it connects anew at the next question. */
export const sqlOf = (url: () => Promise<string>): Sql => {
  let client: pg.Client | undefined;
  const forget = (of: pg.Client): void => {
    if (client === of) client = undefined;
    of.end().catch(() => undefined);
  };
  const connected = async (): Promise<pg.Client> => {
    if (client) return client;
    const fresh = new pg.Client({ connectionString: await url(), connectionTimeoutMillis: 5_000 });
    fresh.on('error', () => forget(fresh));
    await fresh.connect();
    return (client = fresh);
  };
  const rows: Sql['rows'] = async (text, values = []) => {
    const asked = await connected();
    try {
      return (await asked.query<Record<string, unknown>>(text, [...values])).rows;
    } catch (error) {
      forget(asked);
      throw error;
    }
  };
  return {
    rows,
    one: async (text, values) => (await rows(text, values))[0]!,
    close: async () => {
      await client?.end();
      client = undefined;
    },
  };
};
