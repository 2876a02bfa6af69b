import { Writable } from 'node:stream';
import type { EventStore } from '@rapport/event-store';
import { canonicalJson, customerStream, eventIdOf } from '@rapport/events';

export const HANDLE = '3f1c1f0e-6a52-4b7e-9d61-0c2b8f3f7a10';
export const OTHER = '9b6d5b0a-2a51-4e0c-8a53-5f5d3c1f2e44';

/** For specs: appends events numbered from `from`; each third is of another type, each fifth of another handle. */
export const tell = async (store: EventStore, from: number, count: number, padding = ''): Promise<void> => {
  const events = Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const type = n % 3 === 0 ? 'ItemReturned' : 'PurchaseMade';
    const body = {
      ...{ id: `${n}`, source: 'spec', channel: 'store', type, v: 1, occurredAt: '2026-11-20T16:00:00.000Z' },
      ...{ handle: HANDLE, handles: n % 5 === 0 ? [{ handle: OTHER, type: 'email' }] : [], sealed: {} },
      data: { orderId: `${n}`, currency: 'EUR', amount: '1', padding },
    };
    return { id: eventIdOf('spec', body.id), type, body: canonicalJson(body), fingerprint: '' };
  });
  await store.append([{ stream: customerStream(HANDLE), expected: 'any', events }]);
};

/** The numbers of the events in what went over a wire. */
export const numbersIn = (text: string): number[] =>
  [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => Number((JSON.parse(data!) as { id: string }).id));

/** For specs: a client that takes what it is given, or nothing until it is let go. */
export const wireOf = ({ stuck = false, room = 1_024 } = {}) => {
  const taken: Buffer[] = [];
  let release: (() => void) | undefined;
  let isStuck = stuck;
  const wire = new Writable({
    highWaterMark: room,
    write: (chunk: Buffer, _, done) => {
      taken.push(chunk);
      if (isStuck) release = done;
      else setImmediate(done);
    },
  });
  return {
    wire,
    /** Buffers that were handed over so far. */
    taken,
    text: (): string => Buffer.concat(taken).toString(),
    letGo: (): void => {
      isStuck = false;
      release?.();
    },
  };
};
