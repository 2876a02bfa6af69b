import { canonicalJson, customerStream, eventIdOf, type EventBody, type HandleRef } from '@rapport/events';
import type { Append } from '@rapport/event-store';
import type { Random } from '@rapport/testing';

/** One event of a story, before it is told in a world: handles and targets by name. */
export interface Told {
  readonly id: string;
  readonly type: 'PurchaseMade' | 'ItemReturned' | 'InteractionCorrected' | 'InteractionRetracted';
  readonly handles: readonly string[];
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly target?: string;
}

const KINDS = ['userId', 'loyaltyCard', 'email', 'phone', 'anonymousId'];
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
const typeOf = (name: string): string => name.replace(/\d+$/, '');
const byStrength = (one: string, other: string): number => KINDS.indexOf(typeOf(one)) - KINDS.indexOf(typeOf(other));

/** Identifiers of a few persons who share phones and mailboxes, so that links, chains and shared identifiers arise. */
const someHandles = (random: Random, persons: number): readonly string[] => {
  const one = random.below(persons);
  const kinds = random.shuffle(KINDS).slice(0, 1 + random.below(3));
  const named = kinds.map((kind) => {
    if (kind === 'phone') return `phone${random.below(2)}`;
    return `${kind}${random.below(10) === 0 ? random.below(persons) : one}`;
  });
  return named.sort(byStrength);
};

/** A mixed history: purchases, returns, corrections (of time too), retractions, corrections after retractions. */
export const makeStory = (random: Random, events: number, persons: number): readonly Told[] => {
  const minutes = random.shuffle(Array.from({ length: events * 2 }, (_, n) => n));
  const interactions = Array.from({ length: events }, (_, n): Told => {
    const type = random.below(5) === 0 ? 'ItemReturned' : 'PurchaseMade';
    const data = { orderId: `o${n}`, currency: random.pick(['EUR', 'CNY']), amount: `${random.below(900)}.50` };
    return { id: `e${n}`, type, handles: someHandles(random, persons), occurredAt: at(minutes.pop()!), data };
  });
  const records = random
    .shuffle(interactions)
    .slice(0, Math.floor(events / 2))
    .map((target, n): Told => {
      const [id, occurredAt] = [`r${n}`, at(minutes.pop()!)];
      const about = { id, occurredAt, handles: [target.handles[0]!], target: target.id };
      if (random.below(3) === 0) return { ...about, type: 'InteractionRetracted', data: {} };
      const moved = random.below(2) === 0 ? { occurredAt: at(100_000 + n) } : {};
      const data = { type: target.type, data: { ...target.data, amount: `${n}.99` }, ...moved };
      return { ...about, type: 'InteractionCorrected', data };
    });
  const more = random
    .shuffle(records)
    .slice(0, Math.floor(records.length / 3))
    .map((record, n): Told => ({
      ...record,
      id: `s${n}`,
      occurredAt: at(minutes.pop()!),
      type: 'InteractionRetracted',
      data: {},
    }));
  return [...interactions, ...records, ...more];
};

/** The story under other ids, records with their targets, so that it can be told once more in the same world. */
export const onceMore = (prefix: string, story: readonly Told[]): readonly Told[] =>
  story.map(({ id, target, ...told }) => ({
    ...{ ...told, id: `${prefix} ${id}` },
    ...(target === undefined ? {} : { target: `${prefix} ${target}` }),
  }));

/** Name of a handle → its UUID in a world. Within each world the UUIDs are in the same order. */
export const handleIn = (world: number, name: string): string => {
  const kind = KINDS.indexOf(typeOf(name));
  const first = (37 * (kind + 1) + 11 * Number(name.slice(typeOf(name).length))) % 256;
  const head = `${first.toString(16).padStart(2, '0')}${kind}${name.slice(typeOf(name).length).padStart(5, '0')}`;
  return `${head}-0000-4000-8000-${world.toString(16).padStart(12, '0')}`;
};

/** The name behind a handle of any world. */
export const nameOf = (handle: string): string => `${KINDS[Number(handle[2])]}${Number(handle.slice(3, 8))}`;
export const worldOf = (handle: string): number => Number.parseInt(handle.slice(24), 16);

const sourceIn = (world: number): string => `story/${world}`;
export const eventIn = (world: number, id: string): string => eventIdOf(sourceIn(world), id);

/** The append by which an event is told in a world; deterministic, so telling it twice is a repeat. */
export const appendOf = (world: number, told: Told): Append => {
  const { id, type, occurredAt, target } = told;
  const refs = told.handles.map((name): HandleRef => {
    const scoped = name.startsWith('email') || name.startsWith('phone') ? {} : { issuer: 'shop' };
    return { handle: handleIn(world, name), type: typeOf(name), ...scoped, sealed: `sealed ${name}` };
  });
  const body: EventBody = {
    ...{ id, source: sourceIn(world), channel: target ? 'record' : 'store', type, v: 1, occurredAt },
    ...{ handle: refs[0]!.handle, handles: refs, sealed: {} },
    data: target ? { target: eventIn(world, target), ...told.data } : told.data,
  };
  const event = { id: eventIn(world, id), type, body: canonicalJson(body), fingerprint: '' };
  return { stream: customerStream(refs[0]!.handle), expected: 'any', events: [event] };
};
