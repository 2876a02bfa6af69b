import { type Outcome, type Placed, ordinalOf } from '@rapport/event-store';
import type { Call, Request } from './request';
import { StoredRows } from './rows';

/** The one statement of the lane (see append-function.ts). */
export const APPEND = 'select rapport_store.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)';

/** The same for batches with a bookmark (see append-moving.ts). */
export const APPEND_MOVING =
  'select rapport_store.append_moving($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)';

/**
 * The further parameters of a batch with bookmarks; null when it has none. A bookmark moves with the last of its call: until then
 * it is only held against its epoch.
 */
export const movesOf = (batch: readonly Request[]): string[] | null => {
  if (batch.every(({ call }) => call.move === undefined)) return null;
  const calls = [...new Set(batch.map(({ call }) => call))].filter(({ move }) => move !== undefined);
  const numbers = new Map(calls.map((call, index) => [call, index + 1]));
  const counts = new Map<Call, number>();
  for (const { call } of batch) counts.set(call, (counts.get(call) ?? 0) + 1);
  const places = calls.map((call) => (counts.get(call) === call.unanswered && !call.refused ? call.move!.to : ''));
  return [
    calls.map(({ move }) => move!.hold.bookmark).join('\n'),
    `{${calls.map(({ move }) => move!.hold.epoch).join(',')}}`,
    places.join('\n'),
    intArray(batch.map(({ call }) => numbers.get(call) ?? 0)),
  ];
};

/** The statement's parameters for a batch: one text per column, so that the driver has eleven values and not thousands. */
export const parametersOf = (epoch: string, batch: readonly Request[]): (string | null)[] => {
  const calls: number[] = [];
  const nths: number[] = [];
  const streams: string[] = [];
  const ids: string[] = [];
  const types: string[] = [];
  const prints: string[] = [];
  const bodies: string[] = [];
  const checked: { call: number[]; stream: string[]; expected: number[] } = { call: [], stream: [], expected: [] };
  const counts = new Map<string, number>();
  for (const [index, { append }] of batch.entries()) {
    const { stream, expected, events } = append;
    let nth = counts.get(stream) ?? 0;
    for (const { id, type, body, fingerprint } of events) {
      calls.push(index + 1);
      nths.push(++nth);
      streams.push(stream);
      ids.push(id);
      types.push(type);
      prints.push(fingerprint);
      bodies.push(body);
    }
    counts.set(stream, nth);
    if (expected === 'any') continue;
    checked.call.push(index + 1);
    checked.stream.push(stream);
    checked.expected.push(expected);
  }
  const expectations =
    checked.call.length === 0
      ? [null, null, null]
      : [intArray(checked.call), checked.stream.join('\n'), intArray(checked.expected)];
  const lines = [streams, ids, types, prints, bodies].map((column) => column.join('\n'));
  return [epoch, intArray(calls), intArray(nths), ...lines, ...expectations];
};

const intArray = (numbers: readonly number[]): string => `{${numbers.join(',')}}`;

/** The outcomes by append, and the ordinal of the head after the batch. */
export interface Answer {
  readonly outcomes: readonly Outcome[];
  readonly head: bigint;
}

/**
 * Reads the statement's answer. When the batch had been sent before with an unknown outcome, `before` is an ordinal that
 * the head had reached by then: what now counts as known but stands after it was written by that earlier sending.
 */
export const readAnswer = (
  text: string,
  batch: readonly Request[],
  rows: StoredRows,
  before: bigint | null,
): Answer => {
  const [first, versionLine, ...refusals] = text.split('\n');
  const [base, ms] = first!.split(' ');
  const recordedAt = rows.time(ms!);
  const versions = versionLine!.split(',');
  const refused = new Map(refusals.map((line) => [Number(line.slice(0, line.indexOf(' '))), line]));
  let head = BigInt(base!);
  let event = 0;
  const outcomes = batch.map(({ append }, index): Outcome => {
    const refusal = refused.size === 0 ? undefined : refused.get(index + 1);
    if (refusal !== undefined) {
      event += append.events.length;
      return readRefusal(refusal, rows, before);
    }
    const placed = append.events.map((): Placed => {
      head += 1n;
      return { position: rows.position(head), version: Number(versions[event++]), recordedAt };
    });
    return { status: 'appended', placed };
  });
  return { outcomes, head };
};

const readRefusal = (line: string, rows: StoredRows, before: bigint | null): Outcome => {
  const [, kind, detail] = line.split(' ') as [string, string, string];
  if (kind === 'c') return { status: 'conflict', eventId: detail };
  if (kind === 's') return { status: 'stale', actual: Number(detail) };
  const placed = detail.split(',').map((place): Placed => {
    const [ordinal, version, ms] = place.split(':') as [string, string, string];
    return { position: rows.position(ordinal), version: Number(version), recordedAt: rows.time(ms) };
  });
  const ours = before !== null && placed.every((place) => BigInt(ordinalOf(place.position)) > before);
  return { status: ours ? 'appended' : 'duplicate', placed };
};
