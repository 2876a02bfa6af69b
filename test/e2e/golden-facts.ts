import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EventBody, type Fact, decodeEvent, eventIdOf } from '@rapport/events';

const golden = join(__dirname, '../../libs/events/src/golden');

/** For specs: an event of every version of every type, as it lies in logs, in the newest shape. */
export const givenFacts = (): readonly Fact[] =>
  readdirSync(golden)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(golden, name), 'utf8').trimEnd().split('\n'))
    .flatMap((line) => {
      const { body } = JSON.parse(line) as { body?: EventBody };
      if (!body) return [];
      const id = eventIdOf(body.source, body.id);
      const at = { position: `0a0b0c0d-${'1'.padStart(19, '0')}`, recordedAt: '2026-11-20T16:04:06.000Z' };
      return [decodeEvent({ ...at, id, stream: `customer-${body.handle}`, body: JSON.stringify(body) })];
    });
