import { isZone } from '@rapport/events';
import { type EventMapper, compileEvent } from './compile-event';
import { emptiedBy, emptyWords } from './empty-words';
import { MappingFault, RowFault } from './fault';
import { Occurrences, lineHash } from './line-identity';
import { OpenGroups } from './open-groups';
import { type CurrentLine, Place } from './place';
import type { Columns, Row } from './row';
import type { Sink } from './sink';
import { type Skip, compileSkip } from './skip';

/** How lines of one file become events. */
export interface LineMapper {
  /** Maps one line; its number counts from 1 as an editor's does. */
  line(row: Row, number: number): void;
  /** Hears of a line that its reader has refused: it may belong to a group, which is held back then. */
  refused(row: Row, number: number, fault: string): void;
  /** Sends the groups that are still open. */
  end(): void;
}

const KNOWN = ['$schema', 'about', 'format', 'source', 'channel', 'zone', 'empty', 'skip', 'events'];

const zoneOf = (spec: unknown, place: Place): string | null => {
  if (spec === undefined) return null;
  if (typeof spec === 'string' && isZone(spec)) return spec;
  place.in('zone').fault(`${JSON.stringify(spec)} is no zone of the IANA database`);
  return null;
};

/** What happens to a line that no rule takes. */
export const NO_RULE = 'no event applies';

/**
 * Binds a mapping to the columns of a file. `file` is the name that quarantined lines carry.
 * @throws MappingFault with all its faults
 */
export const bindMapping = (spec: unknown, written: Columns, file: string, sink: Sink): LineMapper => {
  const faults: string[] = [];
  const root = new Place(written, faults, null);
  const members = root.members(spec, KNOWN);
  const columns = emptiedBy(emptyWords(members['empty'], root.in('empty')), written);
  const current: CurrentLine = { number: 0, id: () => '', item: 0 };
  const place = new Place(columns, faults, zoneOf(members['zone'], root), current);
  const skips = place.in('skip').items(members['skip'] ?? []).map(([one, at]) => compileSkip(one, at)); // prettier-ignore
  const { source, channel } = members;
  const events = place
    .in('events')
    .items(members['events'], 1)
    .map(([one, at]) => compileEvent(one, at, { source, channel }));
  if (faults.length > 0) throw new MappingFault(faults);
  return new BoundMapping({ skips, events, columns, file, sink, current });
};

interface Bound {
  readonly skips: readonly Skip[];
  readonly events: readonly EventMapper[];
  readonly columns: Columns;
  readonly file: string;
  readonly sink: Sink;
  readonly current: CurrentLine;
}

class BoundMapping implements LineMapper {
  private readonly seen = new Occurrences();
  private readonly groups: readonly (OpenGroups | null)[];

  constructor(private readonly bound: Bound) {
    this.groups = bound.events.map((event) =>
      event.grouping ? new OpenGroups(event, event.grouping, this.signed(bound.sink)) : null,
    );
  }

  line(row: Row, number: number): void {
    const { skips, columns, sink, current } = this.bound;
    current.number = number;
    current.id = this.idOf(row);
    try {
      const fault = columns.fault(row);
      const skip = skips.find(({ holds, ofAnyForm }) => (fault === null || ofAnyForm) && holds(row));
      if (fault !== null && !skip) throw new RowFault(fault);
      if (skip) sink.skipped(number, skip.reason);
      else this.map(row, number);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      sink.faulty(number, error.message, row);
      this.refused(row, number, error.message);
    }
    for (const group of this.groups) group?.close(number);
  }

  refused(row: Row, number: number, fault: string): void {
    for (const group of this.groups) group?.spoil(row, number, fault);
  }

  end(): void {
    for (const group of this.groups) group?.close(Number.POSITIVE_INFINITY);
  }

  /** All events of a row are made before the first one is given away: a line is taken as a whole or not at all. */
  private map(row: Row, number: number): void {
    const { events, sink, file, current } = this.bound;
    const single = events.flatMap((event, index) => (event.grouping ? [] : event.made(row).map((one) => ({ ...one, index })))); // prettier-ignore
    const grouped = this.groups.filter((group, index) => group && events[index]!.applies(row));
    if (single.length + grouped.length === 0) return sink.skipped(number, NO_RULE);
    for (const group of grouped) group!.add(row, number);
    sink.taken(number, single.length + grouped.length);
    for (const { made, item, index } of single) {
      const name = events.length === 1 ? '' : `/${index}`;
      made.id ??= `${current.id()}${name}${item === 0 ? '' : `.${item}`}`;
      made.carriedBy = `${file}:${number}`;
      sink.event([number], made);
    }
  }

  /** What a line says names it; the second one that says the same within a file is another one. Asked once a line. */
  private idOf(row: Row): () => string {
    let id: string | null = null;
    return () => {
      if (id !== null) return id;
      const hash = lineHash(row);
      const time = this.seen.next(hash);
      return (id = time === 1 ? `line-${hash}` : `line-${hash}#${time}`);
    };
  }

  private signed(sink: Sink): Sink {
    return {
      skipped: sink.skipped.bind(sink),
      faulty: sink.faulty.bind(sink),
      taken: sink.taken.bind(sink),
      event: (lines, interaction) => {
        interaction.carriedBy = `${this.bound.file}:${lines[0]}`;
        sink.event(lines, interaction);
      },
    };
  }
}
