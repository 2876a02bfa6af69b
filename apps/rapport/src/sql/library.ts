import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../client';
import { Advice, say } from '../terminal';
import { eventsPage, type Exported, exportedEvents, exportedHandles, exportedRows } from '../verbs/export-pages';
import { columnsOf, EVENT_TABLE, HANDLE_TABLE, readJson, type TableColumns } from './columns';
import { type DuckConnection, quoted } from './duck';
import { spool } from './spool';

const EVENTS = 'events';
const HANDLES = 'handles';

/** The tables that can be asked for: the log, whose handle is whose, and every projection under its name or with _ for -. They are fetched when they are asked for. */
export class Library {
  readonly #fetched = new Set<string>();
  #names: ReadonlyMap<string, string> | undefined;

  constructor(
    private readonly client: Pick<Client, 'ask'>,
    private readonly connection: DuckConnection,
    private readonly folder: string,
  ) {}

  /** Fetches a table of this name. False when there is none, or it has been fetched already. */
  async fetch(table: string): Promise<boolean> {
    const asked = table.toLowerCase();
    if (this.#fetched.has(asked)) return false;
    const name = (await this.#known()).get(asked);
    if (name === undefined) return false;
    this.#fetched.add(asked);
    if (name === EVENTS) await this.#log();
    else if (name === HANDLES) await this.#replaced(await exportedHandles(this.client), asked, HANDLE_TABLE);
    else await this.#replaced(await exportedRows(this.client, name), asked);
    return true;
  }

  /** Brings up to date what a file has kept from the last time, as far as its names stand in a statement. */
  async refresh(sql: string): Promise<void> {
    const look = 'select table_name from duckdb_tables() where schema_name = current_schema()';
    const kept = (await this.connection.runAndReadAll(look)).getRowObjectsJson();
    const text = sql.toLowerCase();
    for (const { table_name: table } of kept) if (text.includes(String(table))) await this.fetch(String(table));
  }

  /** Names of tables as SQL takes them without quotes. */
  async names(): Promise<readonly string[]> {
    return [...(await this.#known()).keys()].filter((name) => !name.includes('-')).sort();
  }

  async #known(): Promise<ReadonlyMap<string, string>> {
    if (this.#names) return this.#names;
    const { versions } = (await this.client.ask('GET', '/v1/projections/versions')) as { versions: { name: string }[] };
    const names = versions.flatMap(
      ({ name }) =>
        [
          [name, name],
          [name.replaceAll('-', '_'), name],
        ] as const,
    );
    return (this.#names = new Map<string, string>([...names, [EVENTS, EVENTS], [HANDLES, HANDLES]]));
  }

  async #replaced(exported: Exported, table: string, known?: TableColumns): Promise<void> {
    await this.#filled(exported, async (file) => {
      const columns = known ?? (await columnsOf(this.connection, file));
      await this.connection.run(`create or replace table ${quoted(table)} as select * from ${readJson(file, columns)}`);
    });
  }

  /** The log; of one that a file has from the last time only what came since. */
  async #log(): Promise<void> {
    const types = Object.entries(EVENT_TABLE).map(([name, type]) => `${quoted(name)} ${type}`);
    await this.connection.run(`create table if not exists ${EVENTS} (${types.join(', ')})`);
    const after = await this.#last();
    await this.#filled(await exportedEvents(this.client, after === null ? {} : { after }), async (file) => {
      await this.connection.run(`insert into ${EVENTS} select * from ${readJson(file, EVENT_TABLE)}`);
    });
  }

  /** Where the file's log ends. @throws Advice when it is the log of another instance, or was kept by another release */
  async #last(): Promise<string | null> {
    const kept = (await this.connection.runAndReadAll(`describe ${EVENTS}`)).getRowObjectsJson();
    const types = kept.map(({ column_type: type }) => String(type).replaceAll('"', ''));
    const expected = Object.values(EVENT_TABLE).map((type) => type.replace('TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE'));
    if (types.join() !== expected.join()) throw new Advice('the file was kept by another release, with other columns: take another file'); // prettier-ignore
    const look = `select position, eventId as "eventId" from ${EVENTS} order by position desc limit 2`;
    const [last, before] = (await this.connection.runAndReadAll(look)).getRowObjectsJson();
    if (last === undefined) return null;
    const page = await eventsPage(this.client, {}, before === undefined ? null : String(before['position']), 1);
    const [same] = page.events;
    if (same?.['position'] === last['position'] && same?.['eventId'] === last['eventId'])
      return String(last['position']);
    throw new Advice(
      'the file holds the log of another instance, or of one that was restored since: take another file',
    );
  }

  async #filled(exported: Exported, take: (file: string) => Promise<void>): Promise<void> {
    const file = join(this.folder, `${exported.of}.ndjson`);
    const began = performance.now();
    const items = await spool(exported, file);
    await take(file);
    rmSync(file);
    say(`${exported.of}: ${items} fetched in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  }
}
