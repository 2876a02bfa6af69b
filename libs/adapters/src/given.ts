import type { MappedInteraction } from './compile-event';
import { bindMapping } from './mapping';
import { type Columns, type Row, columnsOfHeader } from './row';

/** What became of lines, for specs. */
export interface Mapped {
  readonly events: { readonly lines: readonly number[]; readonly event: MappedInteraction }[];
  readonly skipped: Record<number, string>;
  readonly faulty: Record<number, string>;
  readonly taken: Record<number, number>;
}

/** Maps rows whose first line is number 2, after a header. */
export const mapRows = (spec: unknown, columns: Columns, rows: readonly Row[]): Mapped => {
  const mapped: Mapped = { events: [], skipped: {}, faulty: {}, taken: {} };
  const mapper = bindMapping(spec, columns, 'f.csv', {
    skipped: (line, reason) => void (mapped.skipped[line] = reason),
    faulty: (line, fault) => void (mapped.faulty[line] = fault),
    taken: (line, events) => void (mapped.taken[line] = events),
    event: (lines, event) => void mapped.events.push({ lines: [...lines], event }),
  });
  rows.forEach((row, index) => mapper.line(row, index + 2));
  mapper.end();
  return mapped;
};

/** Maps one field of one row: the header is `a,b,c`. */
export const fieldOf = (value: unknown, ...row: string[]): unknown => {
  const fields = [...row, '', '', ''].slice(0, 3);
  const spec = { source: 's', channel: 'web', events: [{ type: 'T', occurredAt: '2026-01-01T00:00:00Z', data: { field: value } }] }; // prettier-ignore
  const { events, faulty } = mapRows(spec, columnsOfHeader(['a', 'b', 'c']), [fields]);
  if (faulty[2] !== undefined) throw new Error(faulty[2]);
  return events[0]!.event.data['field'];
};
