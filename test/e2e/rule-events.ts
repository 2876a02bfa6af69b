import type { EventStore } from '@rapport/event-store';
import { canonicalJson, checkData, decisionStream, eventIdOf, NOBODY } from '@rapport/events';

/** A decision, or a run's end or beginning, as the follower of rules writes it. */
export interface Said {
  readonly id: string;
  readonly type: string;
  /** The customer; nobody in particular when absent. */
  readonly customer?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Appends what a rule says; returns the position of the last event. */
export const say = async (store: EventStore, rule: string, said: readonly Said[]): Promise<string> => {
  const source = `rapport/rule/${rule}`;
  let last = '';
  for (const { id, type, customer, data } of said) {
    const faults = checkData(type, data);
    if (faults.length > 0) throw new Error(`${type}: ${faults.join('; ')}`);
    const body = canonicalJson({
      ...{ id, source, channel: 'rule', type, v: 1, occurredAt: '2026-11-20T23:00:00.000Z' },
      ...{ handle: customer ?? NOBODY, handles: [], data, sealed: {}, meta: { by: `rule ${rule}@1` } },
    });
    const stream = customer ? decisionStream(customer) : `rule-${rule}`;
    const events = [{ id: eventIdOf(source, id), type, body, fingerprint: '' }];
    const [outcome] = await store.append([{ stream, expected: 'any', events }]);
    if (outcome?.status !== 'appended') throw new Error(`${type}: ${outcome?.status}`);
    last = outcome.placed.at(-1)!.position;
  }
  return last;
};

/** Ends past days of UTC, in order, as an import of the past does. */
export const endDays = async (store: EventStore, ...dates: readonly string[]): Promise<void> => {
  for (const date of dates) {
    const [id, source] = [`UTC#${date}`, 'rapport/clock'];
    const endsAt = new Date(Date.parse(`${date}T00:00:00.000Z`) + 86_400_000).toISOString();
    const body = canonicalJson({
      ...{ id, source, channel: 'clock', type: 'DayEnded', v: 1, occurredAt: endsAt, handle: NOBODY, handles: [] },
      ...{ data: { zone: 'UTC', date, endsAt, span: 'month' }, sealed: {}, meta: { by: 'spec', historical: true } },
    });
    const events = [{ id: eventIdOf(source, id), type: 'DayEnded', body, fingerprint: '' }];
    await store.append([{ stream: 'clock-UTC', expected: 'any', events }]);
  }
};
