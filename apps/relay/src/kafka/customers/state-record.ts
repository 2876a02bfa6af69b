import { createHash } from 'node:crypto';
import { encodeBinary } from '@rapport/adapters';
import { canonicalJson } from '@rapport/events';
import type { Outgoing } from '../record';
import { bytesOf } from '../record';
import { GONE_TYPE, STATE_SOURCE, STATE_TYPE } from './state-types';
import type { Telling } from './telling';

/** Digest of a state, or of why there is none. */
export const digestOf = (text: string): string => createHash('sha1').update(text).digest('base64url');

/** The text of a state as records carry it: equal states have equal texts. */
export const stateText = (state: object): string => canonicalJson(state);

/**
 * The record that tells a customer: the state, or a tombstone that says in its headers why there is none. Where a state would be
 * larger than `maxBytes`, its value is a claim check: where to read it.
 * @param position how much of the log it includes.
 * @param now whose the id is now.
 */
export const stateRecord = (
  customer: string,
  telling: Telling,
  position: string,
  now: string,
  maxBytes: number,
): Outgoing => {
  const text = 'state' in telling ? stateText(telling.state) : null;
  const digest = digestOf(text ?? ('absence' in telling ? telling.absence : ''));
  const { headers } = encodeBinary({
    ...{ id: `${customer}/${position}/${digest.slice(0, 12)}`, source: STATE_SOURCE, subject: customer },
    type: text === null ? GONE_TYPE : STATE_TYPE,
    extensions: { partitionkey: customer, sequence: position },
    data: undefined,
  });
  headers['position'] = position;
  if (text !== null) headers['content-type'] = 'application/json';
  if ('absence' in telling) headers['gone'] = telling.absence;
  if ('absence' in telling && telling.absence === 'merged') headers['mergedinto'] = now;
  const value = text === null ? null : Buffer.from(text);
  const bytes = bytesOf(customer, headers, value);
  // No time of the past: compaction counts from it.
  const record = { key: customer, timestamp: String(Date.now()) };
  if (bytes <= maxBytes) return { ...record, headers, value, bytes };
  const claimCheck = `/v1/customers/${customer}?minPosition=${position}`;
  const check = Buffer.from(JSON.stringify({ claimCheck, bytes: value?.length ?? 0 }));
  const checked = { ...headers, claimcheck: claimCheck, digest };
  return { ...record, headers: checked, value: check, bytes: bytesOf(customer, checked, check) };
};
