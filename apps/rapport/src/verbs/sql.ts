import { chmodSync, readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { connect } from '../client';
import { answerText, SQL_FORMATS, type SqlFormat } from '../sql/answer';
import { prepared, ran } from '../sql/ask';
import { type Duck, literal, openDuck } from '../sql/duck';
import { Library } from '../sql/library';
import { parquetOptions } from '../sql/parquet';
import { withFolder } from '../sql/spool';
import { Advice, EXIT, say } from '../terminal';
import { wholeFile, writeText } from '../write-out';

type Env = Readonly<Record<string, string | undefined>>;

interface Wanted {
  readonly format: SqlFormat;
  readonly output?: string;
  readonly force: boolean;
  readonly database?: string;
}

const readSql = (given: string): string => (given === '-' ? readFileSync(0, 'utf8') : given);

const asParquet = async (duck: Duck, library: Library, sql: string, { output, force }: Wanted): Promise<void> => {
  if (output === undefined || output === '-') throw new Advice('Parquet needs a file: --output answer.parquet', EXIT.usage); // prettier-ignore
  await wholeFile(output, force, async (part) => {
    const copy = `copy (${sql.trim().replace(/;$/, '')}\n) to ${literal(part)} ${parquetOptions()}`;
    const statement = await prepared(duck.connection, copy, library);
    await ran(() => statement.run());
    chmodSync(part, 0o600);
  });
};

const asText = async (duck: Duck, library: Library, sql: string, wanted: Wanted): Promise<void> => {
  const { format, output: out, force } = wanted;
  if (format === 'parquet') return asParquet(duck, library, sql, wanted);
  const statement = await prepared(duck.connection, sql, library);
  await ran(async () => writeText(answerText(await statement.stream(), format), { out, force }));
};

/** `rapport sql`: any question in SQL over the log and all projections; tables are fetched when a statement names them. */
export const sqlVerb = (env: Env): Command =>
  new Command('sql')
    .argument('<sql>', 'one statement; "-" = stdin')
    .addOption(new Option('--format <format>', 'how').choices([...SQL_FORMATS]).default('table'))
    .option('--output <file>', 'where to; "-" or nothing = stdout')
    .option('--force', 'replace the file if it exists', false)
    .option('--database <file>', 'keep what was fetched in this DuckDB file; the next time only new events are')
    .action((given: string, wanted: Wanted) =>
      withFolder(async (folder) => {
        const sql = readSql(given);
        const client = connect(env);
        const duck = await openDuck(wanted.database ?? null, folder);
        try {
          await asText(duck, new Library(client, duck.connection, folder), sql, wanted);
          if (wanted.output && wanted.output !== '-') say(`written to ${wanted.output}`);
        } finally {
          duck.close();
        }
      }),
    );
