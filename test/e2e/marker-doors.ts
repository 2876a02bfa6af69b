import type { Answer, Client } from './client';
import { DIGITS, WORD } from './marker-search';

let planted = 0;
const marker = (): string => `${WORD}${(planted += 1)}`;

/** The person whose data is planted. */
export const MAIL = `${WORD}@example.com`;
export const PHONE = `+49 30 ${DIGITS}`;
export const CARD = `${WORD}-card`;
const SOURCE = 'crm/main';
const AT = '2026-11-19T10:00:00.000Z';

const names = () => [
  { type: 'email', value: MAIL.toUpperCase() },
  { type: 'phone', value: PHONE },
  { type: 'loyaltyCard', issuer: 'pos', value: CARD },
];
let sent = 0;
const interaction = (channel: string, type: string, data: object, more: object = {}): object => ({
  ...{ id: `e-${(sent += 1)}`, source: SOURCE, channel, type, occurredAt: AT, identifiers: names(), data },
  ...more,
});
const profile = (more: object = {}): object => {
  const data = { name: `Frau ${WORD}name`, city: marker(), country: 'DE', shoeSize: { inner: [marker()] } };
  return interaction('business', 'ProfileStated', data, more);
};
const message = (): object => {
  const data = {
    orderId: 'o-1',
    currency: 'EUR',
    amount: '10.00',
    gift: marker(),
    lines: [{ sku: 'A', quantity: 1, amount: '10.00', engraving: marker() }],
  };
  const context = {
    agent: 'a-1',
    page: `https://x.example/p?mail=${marker()}`,
    ip: marker(),
    traits: { name: marker() },
  };
  return interaction('store', 'PurchaseMade', data, { context, unknownMember: marker() });
};

/** Everything that takes something personal, and what must be refused or not understood. */
export interface Planted {
  readonly customerId: string;
  readonly eventId: string;
  /** All answers to those who may not see anything, and all refusals: none may repeat a marker. */
  readonly answers: readonly Answer[];
}

/** Sends markers through every door. `as` gives a client with a key of a role. */
export const plantMarkers = async (
  as: (role: string) => Client,
  position: (at: string) => Promise<void>,
): Promise<Planted> => {
  const [writer, agent, supervisor, admin] = ['integrator', 'agent', 'supervisor', 'admin'].map(as) as [
    Client,
    Client,
    Client,
    Client,
  ];
  const { customerId, eventId } = (await writer.post('/v1/interactions', profile())).body;
  const refused = [
    await writer.post('/v1/interactions', profile({ type: 'Nonsense' })),
    await writer.post('/v1/interactions', profile({ occurredAt: marker() })),
    await writer.send(
      'POST',
      '/v1/interactions',
      `{"identifiers":[{"type":"email","value":"${MAIL}"}],"name":"${marker()}`,
    ),
    await writer.post('/v1/interactions', { ...profile(), [marker()]: 1, id: 7 }),
  ];
  const array = await writer.post('/v1/interactions/batch', [message(), profile(), profile({ type: marker() })]);
  const lines = [JSON.stringify(message()), `{"torn": "${marker()}`, JSON.stringify(profile())].join('\n');
  const ndjson = await writer.send('POST', '/v1/interactions/batch', lines, { 'content-type': 'application/x-ndjson' });
  const right = { name: marker(), country: 'FR', nick: marker() };
  for (const { body } of [array, ndjson]) {
    const statuses = body.results.map(({ status }: { status: string }) => status);
    expect(statuses.filter((status: string) => status === 'accepted')).toHaveLength(2);
  }
  const corrected = await agent.post(`/v1/interactions/${eventId}/corrections`, {
    kind: 'correct',
    data: right,
    reason: marker(),
  });
  await position(corrected.body.position);
  const stranger = interaction(
    'business',
    'ProfileStated',
    { country: 'FR' },
    { identifiers: [{ type: 'email', value: 'else@example.com' }] },
  );
  const other = (await writer.post('/v1/interactions', stranger)).body;
  await position(other.position);
  const merge = { with: other.customerId, reason: marker() };
  const merged = await supervisor.post(`/v1/customers/${customerId}/merge`, merge);
  await position(merged.body.position);
  await supervisor.post(`/v1/customers/${customerId}/unmerge`, { with: other.customerId, reason: marker() });
  await agent.post('/v1/customers/search', { words: [marker(), `${WORD}name`] });
  await agent.post('/v1/customers/lookup', { identifiers: [...names(), { type: 'email', value: `${marker()}@x.de` }] });
  const strange = [
    await agent.get(`/v1/customers/${marker()}`),
    await agent.get(`/v1/customers/${customerId}?${marker()}=${marker()}`),
    await agent.get(`/v1/customers/${customerId}/timeline?from=${marker()}`),
    await agent.get(`/v1/nothing/${encodeURIComponent(MAIL)}?phone=${encodeURIComponent(PHONE)}`),
    await agent.post('/v1/customers/lookup', { identifiers: names(), [marker()]: marker() }),
    await agent.post('/v1/customers/search', { words: marker(), traits: { [marker()]: marker() } }),
    await agent.post(`/v1/interactions/${eventId}/corrections`, { kind: marker(), reason: marker() }),
    await admin.send('DELETE', `/v1/customers/${customerId}`, JSON.stringify({ reason: `${WORD}name asked` })),
    await admin.send(
      'DELETE',
      `/v1/customers/${customerId}`,
      JSON.stringify({ reason: `card ${CARD} asked`, [marker()]: 1 }),
    ),
    await admin.send('DELETE', `/v1/customers/${customerId}`, null, { 'rapport-reason': MAIL }),
    await admin.delete(`/v1/customers/${customerId}?preview=true`),
    await as('analyst').get(`/v1/customers/${customerId}`),
    await as('analyst').get(`/v1/customers/${customerId}/timeline`),
    await as('integrator').post('/v1/customers/lookup', { identifiers: names() }),
    await as('integrator').get('/v1/events?limit=500'),
    await as('integrator').get('/v1/projections/timeline/rows?limit=500'),
    await as('integrator').get('/v1/quarantine'),
    await admin.get('/metrics'),
  ];
  return { customerId, eventId, answers: [...refused, array, ndjson, corrected, merged, ...strange] };
};
