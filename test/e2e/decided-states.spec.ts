import type { EventStore } from '@rapport/event-store';
import { evidence, figures, published, runOf } from './decided-runs';
import { startInstallation, type Installation } from './installation';
import { say, type Said } from './rule-events';
import { card, purchase } from './touchpoints';

const [PYRAMID, CHURN, DATES, SEGMENT] = ['states-pyramid', 'states-churn', 'states-dates', 'states-segment'] as const;

describe('decisions in every state that they may have', () => {
  let rapport: Installation;
  let store: EventStore;
  let [ann, ben, position] = ['', '', ''];
  const read = async (path: string): Promise<any> => {
    const joint = path.includes('?') ? '&' : '?';
    const { status, body } = await rapport.as('analyst').get(`${path}${joint}minPosition=${position}`);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  const days = (rule: string) => [runOf(rule, '2026-11-18'), runOf(rule, '2026-11-19')] as const;
  const about = (run: ReturnType<typeof runOf>, type: string, customer: string, data: object): Said => ({
    ...{ id: `${run.about.run}#${customer}`, type, customer },
    data: { ...run.about, ...data },
  });

  const tellTiers = async (): Promise<void> => {
    const [first, second] = days(PYRAMID);
    const anew = runOf(PYRAMID, '2026-11-17');
    const again = { ...anew.opened, data: { ...anew.opened.data, restatement: 1, until: '2026-11-18' } };
    const { rank: _, share: __, ...unranked } = second.tier(ben, 'inactive', '0.00', 1).data;
    await say(store, PYRAMID, [
      ...[published(PYRAMID, 'pyramid'), first.opened, first.tier(ann, 'platinum', '90.00', 1)],
      ...[first.tier(ben, 'lead', '10.00', 2), first.closed, second.opened],
      about(second, 'TierEnded', ann, { tier: 'platinum', why: 'objected' }),
      about(second, 'TierAssigned', ben, { ...unranked, previousTier: 'lead', figures: { orders: 1 } }),
      ...[second.closed, again, anew.closed],
    ]);
  };
  const tellSignals = async (): Promise<void> => {
    const [first, second] = days(CHURN);
    const { model, ...rest } = { model: first.about.run, figures: { expected: 0.6 } };
    const because = { ...rest, model, contributions: [{ factor: 'overdue', value: 4.36 }, { factor: 'complaint-open', value: 3, events: evidence.events }] }; // prettier-ignore
    await say(store, CHURN, [
      ...[published(CHURN, 'churn'), first.opened, first.signal(ann, 'watch', '20.00')],
      ...[first.signal(ben, 'watch', '10.00'), first.closed, second.opened],
      about(second, 'ChurnSignalChanged', ann, { ...second.signal(ann, 'critical', '30.00').data, ...because, previousLevel: 'watch' }), // prettier-ignore
      ...[about(second, 'ChurnSignalCleared', ben, { why: 'no-longer' }), second.closed],
    ]);
    const [due, later] = days(DATES);
    const birthday = { version: 1, signal: 'birthday', level: 'due', valueAtStake: '0.00', currency: 'EUR', reasons: ['birthday within 3 days'], evidence, figures }; // prettier-ignore
    await say(store, DATES, [
      ...[published(DATES, 'dates'), due.opened],
      about(due, 'SignalRaised', ann, { ...birthday, dueFrom: '2026-11-21T08:00:00.000Z' }),
      ...[about(due, 'SignalRaised', ben, birthday), due.closed, later.opened],
      about(later, 'SignalChanged', ann, { ...birthday, score: 0.5, level: 'overdue', previousLevel: 'due' }),
      about(later, 'SignalCleared', ben, { signal: 'birthday', level: 'due', why: 'over' }),
      later.closed,
    ]);
  };
  const tellSegments = async (): Promise<void> => {
    const [first, second] = days(SEGMENT);
    const [judged, left] = [
      { version: 1, value: '90.00', figures: { orders: 5 } },
      { version: 1, since: '2026-11-18' },
    ];
    const entered = { ...judged, endsAt: first.opened.data.endsAt, population: 2, basis: 'net', currency: 'EUR', evidence, reason: 'orders 5 (at least 3)' }; // prettier-ignore
    const version = published(SEGMENT, 'segment');
    const params = { name: 'Regulars', when: { figure: 'orders', atLeast: 3 } };
    position = await say(store, SEGMENT, [
      ...[{ ...version, data: { ...version.data, params } }, first.opened],
      ...[about(first, 'SegmentEntered', ann, entered), about(first, 'SegmentEntered', ben, entered)],
      ...[first.closed, second.opened],
      about(second, 'SegmentLeft', ann, { ...judged, ...left, why: 'no-longer', reason: 'orders 1 (not at least 3)' }),
      ...[about(second, 'SegmentLeft', ben, { ...left, why: 'objected' }), second.closed],
    ]);
  };

  beforeAll(async () => {
    rapport = await startInstallation();
    store = await rapport.openStore();
    const customerOf = async (name: string): Promise<string> =>
      (await rapport.as('integrator').post('/v1/interactions', purchase([card(name)]))).body.customerId;
    [ann, ben] = [await customerOf('LC-ann'), await customerOf('LC-ben')];
    for (const tell of [tellTiers, tellSignals, tellSegments]) await tell();
  });
  afterAll(async () => {
    await store?.close();
    await rapport?.stop();
  });

  it('are shown as the document says, held, left behind, and in lists', async () => {
    const kinds = async (what: string): Promise<readonly string[]> =>
      (await read(what)).history.map(({ kind }: any) => kind);
    expect(await kinds(`/v1/customers/${ann}/tiers?rule=${PYRAMID}`)).toEqual(['ended', 'assigned']);
    expect((await read(`/v1/customers/${ben}/tiers?rule=${PYRAMID}`)).current).toMatchObject([{ rank: null, previousTier: 'lead' }]); // prettier-ignore
    expect((await read(`/v1/tiers?rule=${PYRAMID}&date=2026-11-17`)).close).toMatchObject({ restatement: 1 });
    expect((await read(`/v1/tiers?rule=${PYRAMID}&date=2026-11-16&movers=true`)).movers).toEqual([]);
    for (const rule of [CHURN, DATES]) {
      expect(await kinds(`/v1/customers/${ann}/signals?rule=${rule}`)).toEqual(['changed', 'raised']);
      expect(await kinds(`/v1/customers/${ben}/signals?rule=${rule}`)).toEqual(['cleared', 'raised']);
      expect((await read(`/v1/signals?rule=${rule}`)).signals).toHaveLength(1);
    }
    for (const id of [ann, ben]) expect(await kinds(`/v1/customers/${id}/segments`)).toEqual(['left', 'entered']);
    const { segment, movers } = await read(`/v1/segments?rule=${SEGMENT}&movers=true`);
    expect([segment.name, movers.map(({ to }: any) => to)]).toEqual(['Regulars', [null, null]]);
  });

  it('are told of the past, and where nothing was decided yet', async () => {
    const paths = ['segments', `segments?rule=${SEGMENT}`, `segments?rule=${SEGMENT}&movers=true`, `customers/${ann}/segments`, `signals?rule=${DATES}`]; // prettier-ignore
    for (const query of ['asOfOccurred=2026-11-19T12:00:00Z', `asOfRecorded=${new Date().toISOString()}`])
      for (const path of paths) {
        const { body } = await rapport.as('analyst').get(`/v1/${path}${path.includes('?') ? '&' : '?'}${query}`);
        expect(body.asOf?.position).toEqual(expect.any(String));
      }
    for (const query of ['', '&movers=true'])
      expect((await read(`/v1/segments?rule=${SEGMENT}&date=2026-11-01${query}`)).segment).toMatchObject({ date: null, close: null }); // prettier-ignore
  });

  it('come from days that are closed once', async () => {
    const wish = { from: '1990-01-01', to: '1990-01-02', every: 'day', reason: 'a spec' };
    const close = () => rapport.as('integrator').post('/v1/clock/closes', wish);
    expect((await close()).body).toMatchObject({ closed: 2, first: '1990-01-01', last: '1990-01-02' });
    expect((await close()).body).toMatchObject({ closed: 0, skipped: 2, first: null, position: null });
    expect((await rapport.as('agent').get('/v1/clock')).status).toBe(200);
  });
});
