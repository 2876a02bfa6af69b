import { digestOf } from '../customers/state-record';
import { STATE_TYPE } from '../customers/state-types';
import type { Lying } from '../topic-reader';
import type { FoundState } from './compare-states';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A record of a topic of states, as it lies there. */
export const foundState = ({ headers = {}, key, value, partition, offset }: Lying): FoundState => {
  const text = (header: string): string => (headers[header] === undefined ? '' : String(headers[header]));
  const named = key?.toString() ?? '';
  const isState = value === null || text('ce_type') === STATE_TYPE;
  const told = value === null ? null : text('claimcheck') === '' ? digestOf(String(value)) : text('digest');
  const of = { id: text('ce_id'), position: text('position'), digest: told, partition, offset };
  return { key: UUID.test(named) && isState ? named : null, ...of };
};
