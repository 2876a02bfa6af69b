import type { EventMapper, MappedInteraction } from './compile-event';
import { RowFault } from './fault';
import { type Grouping, addSums } from './grouping';
import { Occurrences } from './line-identity';
import type { Row } from './row';
import type { Sink } from './sink';

interface Group {
  /** Null: its first line was bad. */
  readonly interaction: MappedInteraction | null;
  readonly lines: Record<string, unknown>[];
  sums: readonly (string | null)[];
  readonly numbers: number[];
  readonly rows: Row[];
  last: number;
  fault: string | null;
}

const EMPTY = { interaction: null, sums: [], last: 0, fault: null };

/**
 * The groups of one kind of event that may still grow. A group is sent when so many lines have passed without one of it;
 * so memory is bounded by the lines in between. One bad line keeps its whole group back: half an invoice is a wrong one.
 */
export class OpenGroups {
  /** By key; the one whose last line is longest ago comes first. */
  private readonly open = new Map<string, Group>();
  private readonly closed = new Occurrences();

  constructor(
    private readonly mapper: EventMapper,
    private readonly grouping: Grouping,
    private readonly sink: Sink,
  ) {}

  /** @throws RowFault when the row's key can't be read; later faults spoil the group. */
  add(row: Row, line: number): void {
    const key = this.grouping.key(row);
    const group = this.open.get(key) ?? this.begin(key, row);
    this.open.delete(key);
    this.open.set(key, group);
    group.numbers.push(line);
    group.rows.push(row);
    group.last = line;
    try {
      const part = this.grouping.part(row);
      if (part.line) group.lines.push(part.line);
      group.sums = group.numbers.length === 1 ? part.sums : addSums(group.sums, part.sums);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      group.fault ??= `line ${line}: ${error.message}`;
    }
  }

  /**
   * A line that could not be taken holds its group back, if its key can be read all the same: the line may be in the group
   * already, or have been its first one.
   */
  spoil(row: Row, line: number, fault: string): void {
    const key = this.keyOf(row);
    if (key === null) return;
    const group = this.open.get(key) ?? { ...EMPTY, numbers: [], rows: [], lines: [] };
    if (!this.open.delete(key)) this.closed.next(key);
    this.open.set(key, group);
    if (group.numbers.at(-1) === line) {
      group.numbers.pop();
      group.rows.pop();
    }
    group.last = line;
    group.fault ??= `line ${line}: ${fault}`;
  }

  private keyOf(row: Row): string | null {
    try {
      return this.mapper.applies(row) ? this.grouping.key(row) : null;
    } catch (error) {
      if (error instanceof RowFault) return null;
      throw error;
    }
  }

  private begin(key: string, row: Row): Group {
    const interaction = this.mapper.build(row);
    // A key that comes back after its group was sent is a group of its own, under an id of its own.
    const time = this.closed.next(key);
    if (time > 1) interaction.id = `${interaction.id}#${time}`;
    return { interaction, lines: [], sums: [], numbers: [], rows: [], last: 0, fault: null };
  }

  /** Sends what is complete at a line; everything at the end. */
  close(line: number): void {
    for (const [key, group] of this.open) {
      if (line - group.last < this.grouping.within) return;
      this.open.delete(key);
      this.finish(group);
    }
  }

  private finish({ interaction, lines, sums, numbers, rows, fault }: Group): void {
    if (fault !== null || interaction === null) {
      numbers.forEach((number, index) => this.sink.faulty(number, `its group has a fault: ${fault}`, rows[index]!));
      return;
    }
    this.grouping.complete(interaction.data, lines, sums);
    this.sink.event(numbers, interaction);
  }
}
