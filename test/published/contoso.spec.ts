import { type Installation, startInstallation } from './installation';
import { expectedOf, rowsOf } from './published-data';
import { closeDay, publishPyramid, pyramidOf, withoutNames } from './pyramid';
import { countBy, sumOf } from './sums';

const FILES = [
  ['Contact', 'contoso-contacts'],
  ['Customer-Loyalty', 'contoso-loyalty'],
  ['CustomerRecordContoso', 'contoso-crm'],
  ['OnlinePurchases', 'contoso-online'],
  ['POSPurchases', 'contoso-pos'],
  ['WebsiteReviews_LinkedToEcommerceContacts', 'contoso-reviews'],
] as const;

/** Ids that only purchases and reviews name: persons, but none that a record unifies. */
const withoutRecord = (): number => {
  const ids = (file: string, column: string) => rowsOf(`contoso-360/${file}.csv.gz`).map((row) => row[column]!);
  const known = new Set(
    ['Contact', 'Customer-Loyalty', 'CustomerRecordContoso'].flatMap((file) => ids(file, 'ContactId')),
  );
  const seen = [...ids('OnlinePurchases', 'ContactId'), ...ids(FILES[5][0], 'UserId')];
  return new Set(seen.filter((id) => !known.has(id))).size;
};

describe('the customer records of three systems', () => {
  let rapport: Installation;
  const reports: Record<string, any> = {};
  const expected = (): any => expectedOf('contoso-360');
  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_CURRENCY: 'USD' });
    for (const [file, mapping] of FILES)
      reports[file] = (await rapport.import(`contoso-360/${file}.csv.gz`, mapping)).report;
    await rapport.drained();
  }, 900_000);
  afterAll(() => rapport?.stop());

  it('are imported without a loss', () => {
    const { contacts, loyalty, crm, online_purchases: online, pos_purchases: pos, reviews } = expected();
    const counts = [contacts, loyalty, crm, online, pos, reviews];
    FILES.forEach(([file], index) => {
      const { read, imported, skipped, refused } = reports[file].lines;
      expect([file, read, imported, skipped, refused]).toEqual([file, counts[index], counts[index], {}, {}]);
    });
  });

  it('are as many persons as the true key has', async () => {
    const people = await rapport.all('/v1/projections/customer-view/rows?limit=2000', 'rows');
    const withRecord = people.filter(({ traits }) => Object.keys(traits).length > 0);
    expect(withRecord).toHaveLength(expected().unified_persons);
    expect(people).toHaveLength(withRecord.length + withoutRecord());
    const onAll = people.filter(
      ({ activity: { web, store } }) =>
        web?.types.PurchaseMade && web.types.ReviewPublished && store?.types.PurchaseMade,
    );
    expect(onAll).toHaveLength(expected().persons_with_all_three_channels);
  });

  it('have the published touchpoints and sums per channel', async () => {
    const touches = await rapport.events(['PurchaseMade', 'ReviewPublished']);
    const of = (channel: string, type: string) => touches.filter((one) => one.channel === channel && one.type === type);
    const value = (channel: string): number => sumOf(of(channel, 'PurchaseMade').map(({ data }) => data.amount));
    const { touchpoints, online_value: online, pos_value: pos, reward_points_added: points } = expected();
    expect(touches).toHaveLength(touchpoints);
    expect([value('web'), value('store')]).toEqual([online, pos]);
    const earned = of('store', 'PurchaseMade').reduce((sum, { data }) => sum + data.pointsEarned, 0);
    expect(earned).toBe(points);
    const { counts } = await rapport.get('/v1/volume?by=month&split=channel,type&type=PurchaseMade,ReviewPublished');
    const volume: Record<string, number> = {};
    for (const { channel, type, count } of counts)
      volume[`${channel} ${type}`] = (volume[`${channel} ${type}`] ?? 0) + count;
    const { online_purchases: purchases, pos_purchases: tills, reviews } = expected();
    expect(volume).toEqual({
      'web PurchaseMade': purchases,
      'store PurchaseMade': tills,
      'web ReviewPublished': reviews,
    });
  });

  it('have the published balances and ratings', async () => {
    const balances = await rapport.events(['LoyaltyBalanceStated']);
    expect(balances.reduce((sum, { data }) => sum + data.points, 0)).toBe(expected().reward_points_balance);
    const ratings = (await rapport.events(['ReviewPublished'])).map(({ data }) => data.rating as number);
    expect(countBy(ratings, String)).toEqual(expected().rating_counts);
    const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
    expect(Math.round(mean * 1e6) / 1e6).toBe(expected().mean_rating);
  });

  it('show the published people in full', async () => {
    for (const [id, { online, pos, reviews }] of Object.entries<any>(expected().examples)) {
      const identifiers = [{ type: 'crmId', issuer: 'contoso', value: id }];
      const { cards } = await rapport.send('POST', '/v1/customers/lookup', { identifiers });
      expect(cards).toHaveLength(1);
      const { customerId } = cards[0];
      const { activity, totals } = await rapport.get(`/v1/customers/${customerId}`);
      const { web, store } = activity;
      expect([id, web?.types.PurchaseMade ?? 0, store?.types.PurchaseMade ?? 0, web?.types.ReviewPublished]).toEqual([id, online[0], pos[0], reviews]); // prettier-ignore
      const entries = await rapport.all(`/v1/customers/${customerId}/timeline`, 'entries');
      const paid = (channel: string): number =>
        sumOf(entries.filter((one) => one.channel === channel && one.type === 'PurchaseMade').map(({ data }) => data.amount)); // prettier-ignore
      expect([id, paid('web'), paid('store')]).toEqual([id, online[1], pos[1]]);
      expect([id, Number(totals.USD.purchased)]).toEqual([id, online[1] + pos[1]]);
      const { sums } = await rapport.get(`/v1/customers/${customerId}/value`);
      expect([id, Number(sums.USD.sold)]).toEqual([id, online[1] + pos[1]]);
    }
  });

  it('have the published value pyramid over both channels', async () => {
    await publishPyramid(rapport, 'pyramid-all', 'net', 'USD');
    await closeDay(rapport, '2025-12-31', ['pyramid-all']);
    expect(await pyramidOf(rapport, 'pyramid-all', '2025-12-31')).toEqual(withoutNames(expected().pyramid_total_value));
  }, 300_000);
});
