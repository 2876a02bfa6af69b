import { startInstallation, type Installation } from './installation';
import type { Client } from './client';
import { card, email, phone, profile, purchase, user } from './touchpoints';

describe('who is who', () => {
  let rapport: Installation;
  let till: Client;
  let agent: Client;
  let supervisor: Client;
  beforeAll(async () => {
    rapport = await startInstallation();
    till = rapport.as('integrator');
    agent = rapport.as('agent');
    supervisor = rapport.as('supervisor');
  });
  afterAll(() => rapport.stop());

  const record = async (event: object): Promise<{ customerId: string; position: string; eventId: string }> => {
    const { status, body } = await till.post('/v1/interactions', event);
    expect([status, body.code]).toEqual([201, undefined]);
    return body;
  };
  /** A look-up that includes everything recorded and decided so far: decisions follow the events that cause them. */
  const lookUp = async (identifiers: object[], until: (body: any) => boolean = () => true): Promise<any> => {
    for (const end = Date.now() + 8_000; ;) {
      const { status, body } = await agent.post('/v1/customers/lookup', { identifiers });
      expect(status).toBe(200);
      if (until(body) || Date.now() > end) return body;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('links what one source asserts together, and old ids stay good', async () => {
    const shopper = await record(purchase([email('ada@example.com')], { source: 'shop/web' }));
    const atTill = await record(purchase([card('LC-ada'), email('ada@example.com')]));
    const { cards, identifiers } = await lookUp(
      [card('LC-ada'), email('ADA@example.com')],
      ({ cards }) => cards.length === 1 && cards[0].orders === 2,
    );
    expect(identifiers.map(({ status }: { status: string }) => status)).toEqual(['known', 'known']);
    expect(cards).toHaveLength(1);
    expect(cards[0]).toMatchObject({ orders: 2, totals: { EUR: { net: '20.00' } } });
    expect(cards[0].matches.map(({ sure }: { sure: string }) => sure)).toEqual(['linked', 'linked']);
    expect(cards[0].matches[0].evidence).toContain(atTill.eventId);
    for (const id of [shopper.customerId, atTill.customerId, cards[0].customerId]) {
      expect((await agent.get(`/v1/customers/${id}`)).body.customerId).toBe(cards[0].customerId);
    }
    expect(cards[0].identifiers.map(({ value }: { value: string }) => value).sort()).toEqual([
      'LC-ada',
      'ada@example.com',
    ]);
  });

  it('does not glue strangers together by a family phone', async () => {
    const family = phone('+49 30 5550100');
    for (const one of ['a', 'b', 'c', 'd']) await record(purchase([card(`LC-family-${one}`), family]));
    const { cards } = await lookUp([family], ({ cards }) => cards.length === 4);
    expect(cards.map(({ matches }: any) => matches[0].sure)).toEqual(['shared', 'shared', 'shared', 'shared']);
    expect(new Set(cards.map(({ customerId }: any) => customerId)).size).toBe(4);
    expect(cards.map(({ orders }: any) => orders)).toEqual([1, 1, 1, 1]);
    expect(cards[0].matches[0].why).toContain('does not say who it is');
  });

  it('joins and splits by a person’s word, with a reason, and as if it never happened', async () => {
    const one = await record(profile([user('u-1')], { name: 'Grace One' }));
    const two = await record(profile([user('u-2')], { name: 'Grace Two' }));
    await lookUp([user('u-1'), user('u-2')], ({ cards }) => cards.length === 2);
    const path = `/v1/customers/${one.customerId}/merge`;
    const joined = await supervisor.post(path, { with: two.customerId, reason: 'Showed the same passport twice' });
    expect(joined.status).toBe(202);
    const seen = await lookUp([user('u-1'), user('u-2')], ({ cards }) => cards.length === 1);
    expect(seen.cards[0].identifiers).toHaveLength(2);
    const again = await supervisor.post(path, { with: two.customerId, reason: 'Once more' });
    expect([again.status, again.body.type]).toEqual([409, 'urn:rapport:problem:same-customer']);

    const timeline = await agent.get(`/v1/customers/${one.customerId}/timeline?minPosition=${joined.body.position}`);
    const entry = timeline.body.entries.find(({ type }: any) => type === 'IdentifiersLinked');
    expect(entry).toMatchObject({ data: { by: 'person' }, personal: { reason: 'Showed the same passport twice' } });

    const apart = await supervisor.post(`/v1/customers/${one.customerId}/unmerge`, {
      with: two.customerId,
      reason: 'Twins, as it turned out',
    });
    expect(apart.status).toBe(202);
    const { cards } = await lookUp([user('u-1'), user('u-2')], ({ cards }) => cards.length === 2);
    expect(cards.map(({ traits }: any) => traits.name.value).sort()).toEqual(['Grace One', 'Grace Two']);
  });

  it('joins and splits whom a receipt has just named, without waiting for views', async () => {
    for (const round of [1, 2, 3, 4]) {
      const one = await record(purchase([user(`hasty-${round}`)]));
      const other = await record(purchase([user(`hurried-${round}`)]));
      const said = { with: other.customerId, reason: 'One passport' };
      const joined = await supervisor.post(`/v1/customers/${one.customerId}/merge`, said);
      const split = await supervisor.post(`/v1/customers/${one.customerId}/unmerge`, said);
      expect([round, joined.status, split.status]).toEqual([round, 202, 202]);
    }
  });

  it('takes handles off for good, whatever sources say afterwards', async () => {
    const both = await record(purchase([card('LC-split'), email('split@example.com')]));
    const linked = await lookUp([card('LC-split')], ({ cards }) => cards[0]?.identifiers.length === 2);
    const off = linked.cards[0].identifiers.find(({ type }: any) => type === 'email').handle;
    const split = await supervisor.post(`/v1/customers/${both.customerId}/unmerge`, {
      handles: [off],
      reason: 'It is her brother’s address',
    });
    expect(split.status).toBe(202);
    await lookUp([card('LC-split')], ({ cards }) => cards[0]?.identifiers.length === 1);
    const more = await record(purchase([card('LC-split'), email('split@example.com')]));
    await agent.get(`/v1/customers/${more.customerId}?minPosition=${more.position}`);
    const { cards } = await lookUp([email('split@example.com')]);
    expect(cards.map(({ matches }: any) => matches[0].sure)).toContain('withdrawn');
    expect(cards.every(({ identifiers }: any) => identifiers.length === 1)).toBe(true);
  });

  it('refuses commands that make no sense', async () => {
    const { customerId } = await record(purchase([card('LC-alone')]));
    await lookUp([card('LC-alone')], ({ cards }) => cards.length === 1);
    const stranger = '7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b';
    const post = async (verb: string, body: object, id = customerId) =>
      (await supervisor.post(`/v1/customers/${id}/${verb}`, body)).status;
    const reason = 'Because';
    expect(await post('merge', { with: customerId, reason })).toBe(409);
    expect(await post('merge', { with: stranger, reason })).toBe(404);
    expect(await post('merge', { with: customerId, reason }, stranger)).toBe(404);
    expect(await post('merge', { with: 'x', reason })).toBe(400);
    expect(await post('merge', { with: stranger })).toBe(400);
    expect(await post('unmerge', { handles: [customerId], reason })).toBe(409);
    expect(await post('unmerge', { handles: [stranger], reason })).toBe(422);
    expect(await post('unmerge', { handles: [], reason })).toBe(400);
    expect(await post('unmerge', { reason })).toBe(400);
    expect(await post('unmerge', { handles: [stranger], with: stranger, reason })).toBe(400);
    expect((await supervisor.post('/v1/customers/not-an-id/merge', { with: stranger, reason })).status).toBe(400);
  });

  it('says of each identifier what it understood, and guesses nothing', async () => {
    const { identifiers, cards, more } = await lookUp([
      email('nobody@example.com'),
      { type: 'loyaltyCard', value: 'LC-ada' },
      phone('12'),
      phone('030 5550100'),
    ]);
    expect(identifiers).toMatchObject([
      { index: 0, status: 'unknown' },
      { index: 1, status: 'not-understood', code: 'issuer-needed' },
      { index: 2, status: 'not-understood', code: 'bad-phone' },
      { index: 3, status: 'known' },
    ]);
    expect([cards.length, more]).toEqual([4, 0]);
    for (const body of [null, {}, { identifiers: [] }, { identifiers: [{ type: 'email' }] }, { identifiers: [7] }]) {
      expect((await agent.post('/v1/customers/lookup', body)).status).toBe(400);
    }
  });
});
