import {
  BrokenFile,
  type LineMapper,
  type MappedInteraction,
  type ReadLine,
  type Row,
  type Sink,
  bindMapping,
  bindNative,
  readRows,
} from '@rapport/adapters';
import { parseInstant } from '@rapport/events';
import type { Checkpoint } from './checkpoint';
import { Lanes, type Sending } from './lanes';
import { LineTally } from './line-tally';
import type { BatchReceipt, Target } from './post-batch';
import { Progress } from './progress';
import type { Refusals } from './refusals';
import { type EventCount, type FileReport, isBalanced } from './report';
import type { SourceFile } from './source-file';

export interface Job {
  readonly file: SourceFile;
  /** Null: the lines are interactions. */
  readonly mapping: unknown;
  /** About; for progress. */
  readonly totalLines: number;
  readonly target: Target;
  readonly connections: number;
  readonly batch: number;
  /** Lines up to this one were acknowledged by this very log before: their events need not be sent. */
  readonly knownUpTo: number;
  readonly refusals: Refusals;
  /** Called now and then, and at the end. */
  readonly save: (state: Omit<Checkpoint, 'file'>) => void;
}

const SAVE_EVERY_MS = 1_000;

/** Sends one file and counts what became of it. */
class FileImport implements Sink {
  private readonly tally = new LineTally();
  private readonly lanes: Lanes;
  private readonly events: EventCount = { sent: 0, accepted: 0, duplicate: 0, conflict: 0, refused: 0, known: 0 };
  private readonly span = { first: null as string | null, last: null as string | null };
  private proof: Checkpoint['proof'] = null;
  private saved = performance.now();

  constructor(private readonly job: Job) {
    this.lanes = new Lanes(job.target, job, (sending, receipt) => this.receive(sending, receipt));
  }

  async run(): Promise<FileReport> {
    const started = performance.now();
    const { file, mapping } = this.job;
    const { columns, lines } = await readRows(file.open(), file.format);
    const mapper = mapping === null ? bindNative(file.name, this) : bindMapping(mapping, columns, file.name, this);
    const progress = new Progress(file.name, this.job.totalLines);
    let broken: string | null = null;
    try {
      broken = await this.take(lines, mapper, progress);
      // What stands before a broken place is on its way: the report and the checkpoint shall know what became of it.
      await this.lanes.end();
    } finally {
      progress.end();
      this.save();
    }
    if (broken !== null) this.tally.breakOff();
    return this.report((performance.now() - started) / 1_000, broken);
  }

  /** Why the file could not be read to its end; null when it could. */
  private async take(lines: AsyncIterable<ReadLine>, mapper: LineMapper, progress: Progress): Promise<string | null> {
    let read = 0;
    try {
      for await (const line of lines) {
        read += 1;
        this.tally.begin(line.number);
        if ('row' in line) mapper.line(line.row, line.number);
        else {
          this.faulty(line.number, line.fault, line.text);
          if (line.refused) mapper.refused(line.refused, line.number, line.fault);
        }
        if (this.lanes.full) await this.lanes.room();
        if (read % 256 === 0) this.pulse(progress, line.number);
      }
      mapper.end();
      return null;
    } catch (error) {
      if (error instanceof BrokenFile) return error.message;
      throw error;
    }
  }

  skipped(_line: number, reason: string): void {
    this.tally.skipped(reason);
  }

  taken(line: number, events: number): void {
    this.tally.taken(line, events);
  }

  /** What can't be read goes to the quarantine, as an input that nobody can take for an event. */
  faulty(line: number, fault: string, row: Row | string): void {
    this.tally.faulty(line);
    const carriedBy = `${this.job.file.name}:${line}`;
    const text = JSON.stringify({ channel: 'business', source: this.sourceOf(), type: 'UnreadableLine', carriedBy, fault, row }); // prettier-ignore
    this.lanes.add(carriedBy, { text, lines: [line], fault });
    this.events.sent += 1;
  }

  event(lines: readonly number[], interaction: MappedInteraction): void {
    if (lines.at(-1)! <= this.job.knownUpTo) {
      this.stretch(interaction.occurredAt);
      this.events.known += 1;
      this.tally.event(lines, 'duplicate');
      return;
    }
    this.events.sent += 1;
    this.lanes.add(ownerOf(interaction), {
      text: JSON.stringify(interaction),
      lines,
      occurredAt: interaction.occurredAt,
    });
  }

  /** What is in counts, and nothing that was refused: a wrong date would have centuries closed. A native line may say its time with any offset. */
  private stretch(occurredAt: unknown): void {
    const at = typeof occurredAt === 'string' ? parseInstant(occurredAt) : null;
    if (at === null) return;
    if (this.span.first === null || at < this.span.first) this.span.first = at;
    if (this.span.last === null || at > this.span.last) this.span.last = at;
  }

  private sourceOf(): string {
    const source = (this.job.mapping as { source?: unknown } | null)?.source;
    return typeof source === 'string' && !source.includes('{') ? source : 'import';
  }

  private receive({ lines, fault, occurredAt }: Sending, receipt: BatchReceipt): void {
    const { status, eventId, position } = receipt;
    this.events[status] += 1;
    if (status === 'accepted' || status === 'duplicate') {
      if (this.proof === null || position! > this.proof.position)
        this.proof = { eventId: eventId!, position: position! };
      this.stretch(occurredAt);
      this.tally.event(lines, status);
      return;
    }
    const code = fault !== undefined ? 'unreadable' : status === 'conflict' ? 'conflict' : (receipt.code ?? 'refused');
    this.tally.event(lines, { refused: code });
    const { name } = this.job.file;
    const { reason = '', quarantineId = null } = receipt;
    this.job.refusals.add({ file: name, line: lines[0]!, code, reason: fault ?? reason, quarantineId });
  }

  private pulse(progress: Progress, line: number): void {
    progress.show(line);
    if (performance.now() - this.saved > SAVE_EVERY_MS) this.save();
  }

  private save(): void {
    this.saved = performance.now();
    const refused = Object.values(this.tally.count().refused).reduce((sum, count) => sum + count, 0);
    if (this.proof !== null) this.job.save({ line: this.tally.doneUpTo(), refused, proof: this.proof });
  }

  private report(seconds: number, broken: string | null): FileReport {
    const lines = this.tally.count();
    return {
      file: this.job.file.name,
      lines,
      events: this.events,
      balanced: isBalanced(lines),
      broken,
      firstOccurredAt: this.span.first,
      lastOccurredAt: this.span.last,
      seconds,
      linesPerSecond: Math.round(lines.read / Math.max(seconds, 0.001)),
    };
  }
}

/** Whose event it is, for the order of one customer's events; a native line may hold anything. */
const ownerOf = ({ identifiers, id }: MappedInteraction): string => {
  const [first] = Array.isArray(identifiers) ? (identifiers as Partial<(typeof identifiers)[number]>[]) : [];
  return first ? `${first.type}${first.value}` : String(id);
};

/** Imports one file. @throws MappingFault | BrokenFile (its beginning) | Advice; what was acknowledged until then is in the checkpoint */
export const importFile = (job: Job): Promise<FileReport> => new FileImport(job).run();
