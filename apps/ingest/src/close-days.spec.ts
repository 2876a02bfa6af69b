import { memoryEventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { closeDays, type CloseWish } from './close-days';

const NOW = new Date('2026-03-05T12:00:00.000Z');
const wish = (more: Partial<CloseWish>): CloseWish => ({
  ...{ zone: 'Europe/Berlin', from: '2026-02-20', to: '2026-03-04', every: 'week', reason: 'import', restate: false },
  ...{ by: 'key', ...more },
});
const open = () => {
  const store = memoryEventStore();
  const stream = async (): Promise<readonly Fact[]> => {
    const facts: Fact[] = [];
    for await (const events of store.read(['clock-Europe/Berlin'])) facts.push(...events.map(decodeEvent));
    return facts;
  };
  return { store, stream };
};

it('closes weeks of the past in order, leaves the running one alone, and does nothing the second time', async () => {
  const { store, stream } = open();
  const first = await closeDays({ store, currency: 'EUR' }, wish({}), NOW);
  expect(first).toMatchObject({ dates: ['2026-02-22', '2026-03-01'], skipped: 0, notOver: 1 });
  expect(
    (await stream()).map(({ data, occurredAt, meta, context }) => ({ ...data, occurredAt, meta, context })),
  ).toEqual([
    {
      ...{ zone: 'Europe/Berlin', date: '2026-02-22', endsAt: '2026-02-22T23:00:00.000Z', span: 'week' },
      ...{
        occurredAt: '2026-02-22T23:00:00.000Z',
        meta: { by: 'key', historical: true },
        context: { reason: 'import' },
      },
    },
    expect.objectContaining({ date: '2026-03-01' }),
  ]);
  expect(await closeDays({ store, currency: 'EUR' }, wish({ reason: 'again' }), NOW)).toEqual({
    ...{ dates: [], skipped: 2, notOver: 1, position: null },
  });
  expect(
    await closeDays({ store, currency: 'EUR' }, wish({ every: 'day', from: '2026-02-28', to: '2026-03-02' }), NOW),
  ).toMatchObject({
    ...{ dates: ['2026-02-28', '2026-03-02'], skipped: 1 },
  });
});

it('closes a day again when it is asked to, and that is another event', async () => {
  const { store, stream } = open();
  const day = { from: '2026-03-01', to: '2026-03-01', every: 'day' } as const;
  for (const restate of [false, true, true])
    await closeDays({ store, currency: 'EUR' }, wish({ ...day, restate }), NOW);
  expect((await stream()).map(({ id }) => id)).toEqual([
    ...['Europe/Berlin#2026-03-01', 'Europe/Berlin#2026-03-01#1', 'Europe/Berlin#2026-03-01#2'],
  ]);
});

it('decides with the rules that Rapport starts with, though no projector has come to publish them', async () => {
  const { store } = open();
  await closeDays({ store, currency: 'EUR' }, wish({}), NOW);
  const types: string[] = [];
  const stop = new AbortController();
  for await (const events of store.follow(null, stop.signal)) {
    types.push(...events.map((event) => decodeEvent(event).type));
    if (types.length >= 4) stop.abort();
  }
  expect(types).toEqual(['RuleVersionPublished', 'RuleVersionPublished', 'DayEnded', 'DayEnded']);
});

it('does not close a day before it is over', async () => {
  const { store } = open();
  const today = wish({ every: 'day', from: '2026-03-05', to: '2026-03-06' });
  expect(await closeDays({ store, currency: 'EUR' }, today, NOW)).toEqual({
    dates: [],
    skipped: 0,
    notOver: 2,
    position: null,
  });
});

it('closes each day once when two do it at the same time', async () => {
  const { store, stream } = open();
  const days = wish({ every: 'day', from: '2026-01-01', to: '2026-01-20' });
  await Promise.all([
    closeDays({ store, currency: 'EUR' }, days, NOW),
    closeDays({ store, currency: 'EUR' }, { ...days, by: 'other' }, NOW),
  ]);
  expect(await stream()).toHaveLength(20);
});

it('refuses more than it can do at once', async () => {
  const { store } = open();
  const ages = closeDays({ store, currency: 'EUR' }, wish({ every: 'day', from: '1990-01-01', to: '2020-01-01' }), NOW);
  await expect(ages).rejects.toMatchObject({ status: 422, code: 'too-many-closes' });
});
