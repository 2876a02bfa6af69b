import { csvLine } from '@rapport/edge';
import type { Exported, Item } from './export-pages';

export const FORMATS = ['ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** The parts of an event that all events have, in the order of the columns. */
const EVENT_COLUMNS = [
  ...['position', 'eventId', 'recordedAt', 'occurredAt', 'channel', 'type', 'v', 'source', 'id', 'handle', 'handles'],
  ...['stream', 'data', 'sealed', 'context', 'meta'],
];

/** What the first line says: of what the export is, and where in the log it stands. */
const titleOf = ({ of, position, asOf }: Exported): object => ({
  export: of,
  position,
  ...(asOf && { asOf }),
  format: 1,
});

const columnsOf = ({ of }: Exported, [first]: readonly Item[]): readonly string[] =>
  of === 'events' ? EVENT_COLUMNS : Object.keys(first ?? {});

/** The text of an export, page by page; `counted` hears how many items have been written. */
export async function* textOf(
  exported: Exported,
  format: Format,
  titled: boolean,
  counted: (items: number) => void,
): AsyncGenerator<string> {
  const title = JSON.stringify(titleOf(exported));
  if (titled) yield format === 'csv' ? `# ${title}\r\n` : `${title}\n`;
  let columns: readonly string[] | undefined;
  let items = 0;
  for await (const page of exported.pages()) {
    if (format === 'csv' && columns === undefined) {
      columns = columnsOf(exported, page);
      yield csvLine(columns);
    }
    yield page
      .map((item) => (columns ? csvLine(columns.map((name) => item[name])) : `${JSON.stringify(item)}\n`))
      .join('');
    counted((items += page.length));
  }
  if (format === 'csv' && columns === undefined) yield csvLine(columnsOf(exported, []));
}
