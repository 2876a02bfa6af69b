import { table } from '../terminal';
import { type Closes, closeRows } from './closes';
import type { LineCount } from './line-tally';
import { type Refusal, refusalsText } from './refusals';

export interface EventCount {
  sent: number;
  accepted: number;
  duplicate: number;
  conflict: number;
  refused: number;
  /** Known from the checkpoint to be there, and not sent again. */
  known: number;
}

/** What became of one file. */
export interface FileReport {
  readonly file: string;
  readonly lines: LineCount;
  readonly events: Readonly<EventCount>;
  /** Every line that was read is imported, there already, skipped or refused. */
  readonly balanced: boolean;
  /** Why it could not be read to its end; null when it could. */
  readonly broken: string | null;
  readonly firstOccurredAt: string | null;
  readonly lastOccurredAt: string | null;
  readonly seconds: number;
  readonly linesPerSecond: number;
}

/** The closing report of an import. */
export interface ImportReport {
  readonly files: readonly FileReport[];
  readonly lines: LineCount;
  readonly events: Readonly<EventCount>;
  readonly balanced: boolean;
  readonly seconds: number;
  readonly linesPerSecond: number;
  readonly refusals: readonly Refusal[];
  /** What became of the imported days; null when closing was not asked for, or no day is over. */
  readonly closes: Closes | null;
  /** Why the import did not come to its end, and what to do: a file is broken, or the days could not be closed. */
  readonly fault: string | null;
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export const isBalanced = ({ read, imported, alreadyThere, skipped, refused }: LineCount): boolean =>
  read === imported + alreadyThere + total(skipped) + total(refused);

const merged = (counts: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const one of counts) for (const [name, count] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};

/** Answers come in any order; people read a file from its top. */
const inOrder = (refusals: readonly Refusal[], files: readonly FileReport[]): readonly Refusal[] => {
  const place = new Map(files.map(({ file }, index) => [file, index]));
  return [...refusals].sort((a, b) => place.get(a.file)! - place.get(b.file)! || a.line - b.line);
};

/** Puts the files' reports together. */
export const reportOf = (
  files: readonly FileReport[],
  refusals: readonly Refusal[],
  { closes, fault }: Pick<ImportReport, 'closes' | 'fault'>,
  seconds: number,
): ImportReport => {
  const numbers = merged(
    files.map(({ lines: { read, imported, alreadyThere } }) => ({ read, imported, alreadyThere })),
  );
  const lines: LineCount = {
    read: numbers['read'] ?? 0,
    imported: numbers['imported'] ?? 0,
    alreadyThere: numbers['alreadyThere'] ?? 0,
    skipped: merged(files.map((file) => file.lines.skipped)),
    refused: merged(files.map((file) => file.lines.refused)),
  };
  return {
    files,
    lines,
    events: merged(files.map(({ events }) => ({ ...events }))) as unknown as EventCount,
    balanced: files.every(({ balanced }) => balanced),
    seconds,
    linesPerSecond: Math.round(lines.read / Math.max(seconds, 0.001)),
    refusals: inOrder(refusals, files),
    closes,
    fault,
  };
};

/** True when everything is in, or left out on purpose. */
export const isClean = ({ lines, balanced, fault }: ImportReport): boolean =>
  balanced && fault === null && total(lines.refused) === 0;

const rowsOf = ({ read, imported, alreadyThere, skipped, refused }: LineCount): string[][] => [
  ['lines read', String(read)],
  ['  imported', String(imported)],
  ['  there already', String(alreadyThere)],
  ...Object.entries(skipped).map(([reason, count]) => [`  skipped: ${reason}`, String(count)]),
  ...Object.entries(refused).map(([code, count]) => [`  refused: ${code}`, String(count)]),
];

/** The report for people. */
export const reportText = (report: ImportReport): string => {
  const { events, files, refusals } = report;
  const perFile = files.length < 2 ? [] : files.map(({ file, lines: { read }, balanced }) => [`    ${file}`, `${read}${balanced ? '' : ' (does not add up)'}`]); // prettier-ignore
  const rows = [
    ...rowsOf(report.lines),
    ['events sent', String(events.sent)],
    ['  new', String(events.accepted)],
    ['  there already', String(events.duplicate)],
    ['  refused', String(events.refused + events.conflict)],
    ...(events.known > 0 ? [['events known from the last run', String(events.known)]] : []),
    ...closeRows(report.closes),
    ['seconds', report.seconds.toFixed(1)],
    ['lines a second', String(report.linesPerSecond)],
  ];
  return [
    table([...rows, ...perFile]),
    ...(report.balanced ? [] : ['THE LINES DO NOT ADD UP: please report this']),
    ...refusalsText(refusals),
  ].join('\n');
};
