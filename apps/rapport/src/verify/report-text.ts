import type { Finding, VerifyReport } from '@rapport/chain';
import { table } from '../terminal';

const findingLines = ({ kind, event, between, detail }: Finding): readonly string[] => {
  if (event === null && between === null) return [`${kind}: ${detail}`];
  const { id, stream, version, type, position, recordedAt } = event ?? {};
  const rows = [
    ['event', id],
    ['stream', stream],
    ['version', version],
    ['type', type],
    ['position', position],
    ['recorded', recordedAt],
    ['among', between && `events ${between.first} to ${between.last} of the log: which one is not certain`],
  ].flatMap(([name, value]) => (value === null || value === undefined ? [] : [[`  ${name}`, String(value)]]));
  return [`${kind}: ${detail}`, table(rows)];
};

const tailLine = (what: string, { events, since }: VerifyReport['notExported']): string =>
  events === 0 ? `${what}: nothing` : `${what}: ${events} events, since ${since}`;

/** A report for people; the first wrong event first. */
export const reportText = (report: VerifyReport, notes: readonly string[]): string => {
  const { verdict, findings, events, lastEvent, provenBy, notExported, notAnchored } = report;
  const end = lastEvent
    ? `, up to event ${lastEvent.id} at ${lastEvent.position}, recorded ${lastEvent.recordedAt}`
    : '';
  return [
    verdict === 'intact'
      ? `intact: ${events} events are as they were recorded${end}`
      : `TAMPERED: ${findings.length} findings in ${events} events${end}`,
    ...findings.flatMap(findingLines),
    `proven by exported anchor ${provenBy.exported || 'none'}, by anchor ${provenBy.any || 'none'} of all`,
    tailLine('not covered by an exported anchor', notExported),
    tailLine('not covered by any anchor yet', notAnchored),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
};
