import { type KafkaRecord, claimsCloudEvent, decodeRecord } from '@rapport/adapters';
import type { CarrierFault, Submitted } from '@rapport/admission';
import { decodeUtf8, parseJson } from '@rapport/edge';
import { keptText, understand, understood } from '../understand';

/** Largest value that is read as an interaction: as a line of a batch over HTTP. */
export const VALUE_BYTES_MAX = 1024 * 1024;
const IDEMPOTENCY_KEY = 'idempotency-key';
const KEY = /^[\x20-\x7e]{1,200}$/;

const loose = new TextDecoder('utf-8');
const fault = (code: CarrierFault, detail: string): Pick<Submitted, 'value' | 'fault'> => ({
  value: undefined,
  fault: { code, detail },
});

const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? value : value instanceof Uint8Array ? loose.decode(value) : null;

/** Attributes and value as they came, for what could not be read. */
const carriedOf = ({ headers, value }: KafkaRecord): unknown => ({
  headers: Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => /^(?:ce_|content-type$)/i.test(name))
      .map(([name, one]) => [name, textOf(one)]),
  ),
  text: value === null ? null : loose.decode(value),
  base64: value === null ? null : Buffer.from(value).toString('base64'),
});

/** Takes a record for what it says it is: a CloudEvent in binary or structured mode, else a native interaction in JSON. */
export const submittedOf = (record: KafkaRecord): Submitted => {
  const { headers, value } = record;
  const own = textOf(headers[IDEMPOTENCY_KEY]);
  const carried = own !== null && KEY.test(own) ? { defaultId: own } : {};
  if (value === null) return { ...fault('no-value', 'the record has no value'), raw: '', ...carried };
  if (value.length > VALUE_BYTES_MAX)
    return { ...fault('too-large', `the value is larger than ${VALUE_BYTES_MAX} bytes`), raw: loose.decode(value) };
  if (claimsCloudEvent(record)) {
    const read = decodeRecord(record);
    return { ...understood(read), raw: keptText(read, () => carriedOf(record)), ...carried };
  }
  try {
    const raw = decodeUtf8(value);
    return { ...parsed(raw), raw, ...carried };
  } catch {
    return { ...fault('not-text', 'the value is not UTF-8'), raw: JSON.stringify(carriedOf(record)), ...carried };
  }
};

const parsed = (text: string): Pick<Submitted, 'value' | 'fault'> => {
  try {
    return understand(parseJson(text));
  } catch {
    return { value: undefined };
  }
};
