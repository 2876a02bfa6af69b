import {
  contactMeasures,
  fcrByCaller,
  SERVICE_LEVEL_FORMS,
  serviceLevel,
  type Contact,
  type ResolutionContact,
} from '@rapport/models';
import { expectedOf, rowsOf } from './published-data';
import { groupBy } from './sums';

const WEEK_MS = 7 * 86_400_000;
const expected = expectedOf('call-centre');

const seconds = (time: string): number => time.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
const midnight = (date: string): number => Date.parse(`19${date.replace(/(..)(..)(..)/, '$1-$2-$3')}`);
const calls = rowsOf('call-centre/calls_1999_january.tsv.gz', '\t')
  .filter(({ outcome }) => outcome !== 'PHANTOM')
  .map((row) => {
    const hasQueued = row['q_start'] !== '0:00:00';
    const outcome = row['outcome'] === 'AGENT' ? 'answered' : hasQueued ? 'abandoned' : 'left';
    const contact: Contact = { outcome, waited: Number(row['q_time']), handled: Number(row['ser_time']) };
    return { row, contact, at: midnight(row['date']!) + seconds(row['vru_entry']!) * 1000 };
  });

/** Our figures by the names and with the places of the published ones. */
const figuresOf = (contacts: readonly Contact[]): Record<string, unknown> => {
  const round = (value: number | null, places: number): number | null => value && Number(value.toFixed(places));
  const { offered, answered, abandoned, left, ...times } = contactMeasures(contacts);
  const handled = contacts.filter(({ outcome }) => outcome === 'answered').map((one) => one.handled);
  const usual = contacts.filter((one) => one.outcome === 'answered' && one.handled > 0 && one.handled < 3_600);
  const levels = (within: number) => {
    const [ofAnswered, ofOffered, without, asMet] = SERVICE_LEVEL_FORMS.map((form) => round(serviceLevel(contacts, within, form).share, 6)); // prettier-ignore
    return {
      ...{ answered_only: ofAnswered, of_offered: ofOffered },
      ...{ short_abandons_removed: without, abandons_within_T_count_as_met: asMet },
    };
  };
  return {
    ...{ offered, answered, abandoned, left_in_vru: left, abandon_rate: round(times.abandonRate, 6) },
    ...{ asa: round(times.asa, 4), asa_queued_only: round(times.asaQueued, 4), aht: round(times.aht, 4) },
    aht_positive_under_1h: round(contactMeasures(usual).aht, 4),
    short_service_under_10s: handled.filter((one) => one < 10).length,
    ...{ wait_p50: times.waitMedian, wait_p90: times.waitP90, mean_time_to_abandon: round(times.timeToAbandon, 4) },
    ...{ sl20: levels(20), sl30: levels(30), sl60: levels(60) },
  };
};

const contactsBy = (key: (row: Record<string, string>) => string): Map<string, Contact[]> =>
  new Map([...groupBy(calls, ({ row }) => key(row))].map(([name, all]) => [name, all.map(({ contact }) => contact)]));

describe('what a month of calls is measured by', () => {
  const near = (figures: Record<string, any>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [
        name,
        typeof value === 'number' ? expect.closeTo(value, 3) : value && near(value),
      ]),
    );

  it('is the published, of all calls', () => {
    expect(figuresOf(calls.map(({ contact }) => contact))).toEqual(near(expected.all));
  });

  it.each([
    ['type', (row: Record<string, string>) => row['type']!, expected.by_type],
    ['priority', (row: Record<string, string>) => row['priority']!, expected.by_priority],
    ['hour', (row: Record<string, string>) => String(Number(row['vru_entry']!.split(':')[0])), expected.by_hour],
  ])('is the published, by %s', (_, key, published: Record<string, object>) => {
    const groups = contactsBy(key);
    for (const [name, figures] of Object.entries(published))
      expect({ name, ...figuresOf(groups.get(name) ?? []) }).toMatchObject({ name, ...near(figures) });
    expect(Object.keys(published).length).toBeGreaterThanOrEqual(groups.size);
  });

  it('is the published resolution within seven days, by caller', () => {
    const { calls: looked, resolved, rate } = expected.contact_resolution_7d;
    const lastDay = Math.max(...calls.map(({ row }) => midnight(row['date']!)));
    const contacts = calls.map(({ row, contact, at }): ResolutionContact => {
      const caller = row['customer_id'] === '0' ? null : row['customer_id']!;
      return { caller, matter: row['type']!, at, answered: contact.outcome === 'answered' };
    });
    const byCaller = fcrByCaller(contacts, { windowMs: WEEK_MS, until: lastDay - WEEK_MS });
    expect([byCaller.contacts, byCaller.resolved]).toEqual([looked, resolved]);
    expect(byCaller.rate).toBeCloseTo(rate, 6);
  });
});
