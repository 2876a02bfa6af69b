import { memoryEventStore, type Append, type EventStore } from '@rapport/event-store';
import { canonicalJson, customerStream, eventIdOf, type EventBody, type Fact, type HandleRef } from '@rapport/events';
import { identityEvent } from '@rapport/decisions';
import { logOf } from '../../world/stage';
import { clockStream, dayEnded } from '../days';

/** Handles by a small number, so that specs read well: `who(1)` < `who(2)`. */
export const who = (n: number): string => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
const ref = (handle: string): HandleRef => ({ handle, type: 'userId', issuer: 'shop', sealed: `sealed ${handle}` });

interface Told {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly of: number;
  readonly data: object;
  readonly channel?: EventBody['channel'];
  readonly historical?: boolean;
  readonly sealed?: EventBody['sealed'];
}

/** An event of a customer, as admission would append it. */
export const told = ({ id, type, at, of, data, channel = 'store', historical = false, sealed = {} }: Told): Append => {
  const body: EventBody = {
    ...{ id, source: 'shop/1', channel, type, v: 1, occurredAt: `${at}${at.length === 10 ? 'T12:00:00.000Z' : ''}` },
    ...{ handle: who(of), handles: [ref(who(of))], sealed, data: data as EventBody['data'] },
    ...(historical && { meta: { historical } }),
  };
  const event = { id: eventIdOf('shop/1', id), type, body: canonicalJson(body), fingerprint: '' };
  return { stream: customerStream(who(of)), expected: 'any', events: [event] };
};

/** The id that the event has in the log. */
export const idOf = (id: string): string => eventIdOf('shop/1', id);

export const bought = (id: string, of: number, at: string, amount: string, more: object = {}): Append =>
  told({ id, type: 'PurchaseMade', of, at, data: { orderId: id, currency: 'EUR', amount, ...more } });
export const gaveBack = (id: string, of: number, at: string, amount: string, orderId?: string): Append =>
  told({ id, type: 'ItemReturned', of, at, data: { currency: 'EUR', amount, ...(orderId && { orderId }) } });
export const calledOff = (id: string, of: number, at: string, orderId: string, amount?: string): Append =>
  told({ id, type: 'OrderCancelled', of, at, data: { orderId, ...(amount && { amount, currency: 'EUR' }) } });
export const rateSet = (id: string, at: string, from: string, to: string, rate: string): Append =>
  told({ id, type: 'ExchangeRateSet', of: 999, at, data: { from, to, rate }, channel: 'business' });
export const retracted = (id: string, of: number, at: string, target: string): Append =>
  told({ id, type: 'InteractionRetracted', of, at, data: { target: idOf(target) }, channel: 'record' });
export const corrected = (id: string, of: number, at: string, target: string, data: object): Append =>
  told({
    ...{ id, type: 'InteractionCorrected', of, at, channel: 'record' },
    data: { target: idOf(target), type: 'PurchaseMade', data },
  });

/** A day ends, of UTC where no other zone is named. */
export const ended = (date: string, restatement = 0, zone = 'UTC'): Append => ({
  ...{ stream: clockStream(zone), expected: 'any' },
  events: [dayEnded(zone, { date, span: 'day', restatement }, { by: 'spec', historical: false })],
});

/** A person joins or splits two customers. */
export const joined = (a: number, b: number, generation: number, linked = true): Append => {
  const { stream, ...event } = identityEvent({
    ...{ a: { handle: who(a), type: 'userId', issuer: 'shop' }, b: { handle: who(b), type: 'userId', issuer: 'shop' } },
    ...{ linked, generation, by: 'person', evidence: null, why: linked ? 'joined' : 'split' },
    ...{ occurredAt: '2026-01-01T00:00:00.000Z', meta: { by: 'spec' } },
  });
  return { stream, expected: 'any', events: [event] };
};

/** Everything is recorded at once, long before the days that are closed: as if each close came in time. */
const RECORDED_AT = Date.parse('2026-01-01T00:00:00.000Z');

/** A store in memory that has heard all this, one after the other. */
export const storeOf = async (...appends: readonly Append[]): Promise<EventStore> => {
  const store = memoryEventStore({ now: () => RECORDED_AT });
  await tell(store, ...appends);
  return store;
};

/** Appends, and insists on it. */
export const tell = async (store: EventStore, ...appends: readonly Append[]): Promise<void> => {
  const outcomes = await store.append(appends);
  const failed = outcomes.find(({ status }) => status !== 'appended');
  if (failed) throw new Error(`told in vain: ${JSON.stringify(failed)}`);
};

/** What a rule decided, in log order, without what every decision carries. */
export const decidedBy = async (store: EventStore, rule: string): Promise<readonly Fact[]> =>
  (await logOf(store)).filter(
    ({ source, type }) => source === `rapport/rule/${rule}` && type !== 'RuleVersionPublished',
  );
