import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';

const PAGE = 20_000;
const LINES = `select lpad(position::text, 19, '0') || ' ' || event_id || ' ' || stream || ' ' || version as line, position
  from rapport_store.events where position > $1 order by position limit ${PAGE}`;

/** The log by plain SQL, a line per event: `<ordinal> <id> <stream> <version>`. */
export const readLog = async (pool: Pool): Promise<readonly string[]> => {
  const log: string[] = [];
  for (let after = '0'; ;) {
    const { rows } = await pool.query<{ line: string; position: string }>(LINES, [after]);
    for (const { line } of rows) log.push(line);
    if (rows.length < PAGE) return log;
    after = rows.at(-1)!.position;
  }
};

/** What a follower wrote down, in the same form: positions without their epoch. */
export const readSeen = (file: string): readonly string[] => {
  const text = readFileSync(file, 'latin1');
  return text
    .slice(0, text.lastIndexOf('\n'))
    .split('\n')
    .map((line) => line.slice(line.indexOf('-') + 1));
};

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** What a writer was told: its number, its life, its first event, and their positions. */
export type Acknowledged = readonly [writer: number, life: number, from: number, positions: readonly string[]];

/** Acknowledged events that are not where the writer was told. */
export const lostOf = (log: readonly string[], acknowledged: readonly Acknowledged[]): readonly string[] =>
  acknowledged.flatMap(([writer, life, from, positions]) =>
    positions.flatMap((position, i) => {
      const id = `${hex(writer, 4)}${hex(life, 4)}-0000-4000-8000-${hex(from + i, 12)}`;
      const ordinal = position.slice(-19);
      return log[Number(ordinal) - 1]?.startsWith(`${ordinal} ${id} `) ? [] : [`${ordinal} ${id}`];
    }),
  );

/** Places in the log that have a gap before them, an id that is not new, or a version that does not follow. */
export const faultsOfLog = (log: readonly string[]): readonly string[] => {
  const ids = new Set<string>();
  const versions = new Map<string, number>();
  return log.filter((line, at) => {
    const [ordinal, id, stream, version] = line.split(' ') as [string, string, string, string];
    const isNew = !ids.has(id);
    const follows = Number(version) === (versions.get(stream) ?? 0) + 1;
    ids.add(id);
    versions.set(stream, Number(version));
    return !(Number(ordinal) === at + 1 && isNew && follows);
  });
};
