import type { LineCount } from './line-tally';
import type { FileReport } from './report';

const NO_LINES: LineCount = { read: 0, imported: 0, alreadyThere: 0, skipped: {}, refused: {} };
const NO_EVENTS = { sent: 0, accepted: 0, duplicate: 0, conflict: 0, refused: 0, known: 0 };

/** What became of a file of which nothing could be read: `broken` says why. */
export const unreadFile = (file: string, broken: string): FileReport => ({
  ...{ file, lines: NO_LINES, events: NO_EVENTS, balanced: true, broken },
  ...{ firstOccurredAt: null, lastOccurredAt: null, seconds: 0, linesPerSecond: 0 },
});

/** Why an import did not come to its end, and what to do; null when it did. */
export const faultOf = (
  files: readonly Pick<FileReport, 'file' | 'broken' | 'lines'>[],
  notBegun: readonly string[],
): string | null => {
  const broken = files.find((one) => one.broken !== null);
  if (!broken) return null;
  const before = broken.lines.read > 0 ? 'What stands before that is in' : 'Nothing of it was sent';
  return [
    `${broken.file}: ${broken.broken}`,
    `${before}; run the same command again once it is mended.`,
    ...(notBegun.length > 0 ? [`Not begun: ${notBegun.join(', ')}`] : []),
  ].join('\n');
};
