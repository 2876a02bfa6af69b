import { eventually } from '@rapport/testing';
import { checkedClient } from './checked-client';
import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { card, email, profile } from './touchpoints';

describe('an erasure that two persons must want', () => {
  let rapport: Installation;
  let first: Client;
  let second: Client;
  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_ERASURE_APPROVALS: '2' });
    first = rapport.as('admin');
    const { body } = await first.post('/v1/keys', { role: 'admin', name: 'the other admin' });
    second = await checkedClient(rapport.server.url, body.text);
  });
  afterAll(() => rapport.stop());
  const known = async (name: string): Promise<string> => {
    const said = profile([email(`${name}@example.com`)], { name: 'Quentin Two' });
    const { body } = await rapport.as('integrator').post('/v1/interactions', said);
    await rapport.as('agent').get(`/v1/customers/${body.customerId}?minPosition=${body.position}`);
    return body.customerId;
  };
  const erase = (by: Client, id: string, reason = 'Asked for by letter'): Promise<any> =>
    by.send('DELETE', `/v1/customers/${id}`, JSON.stringify({ reason }));
  const nameOf = async (id: string): Promise<unknown> =>
    (await rapport.as('agent').get(`/v1/customers/${id}`)).body.traits.name?.value;

  it('begins with a request that erases nothing, however often the same person says it', async () => {
    const id = await known('alone');
    const answers = [await erase(first, id), await erase(first, id)];
    expect(answers.map(({ status, body }) => [status, body.status])).toEqual(Array(2).fill([202, 'requested']));
    const { erasureId } = answers[0].body;
    expect((await first.post(`/v1/erasures/${erasureId}/confirm`)).status).toBe(202);
    expect(await nameOf(id)).toBe('Quentin Two');
    expect((await first.delete(`/v1/customers/${id}?preview=true`)).body).toMatchObject({
      approvals: 2,
      open: erasureId,
    });
  });

  it('is carried out on the word of a second person, by either way', async () => {
    for (const confirm of ['again', 'by id']) {
      const id = await known(`both-${confirm.replace(' ', '-')}`);
      const { body } = await erase(first, id);
      const path = `/v1/erasures/${body.erasureId}/confirm`;
      const answer = confirm === 'again' ? await erase(second, id, 'I agree') : await second.post(path);
      expect([answer.status, answer.body.status, answer.body.erasureId]).toEqual([200, 'erased', body.erasureId]);
      expect(answer.body.requestedBy).not.toBe(answer.body.confirmedBy);
      expect(answer.body.reason).toBe('Asked for by letter');
      expect(await nameOf(id)).toEqual({ erased: true });
      expect((await second.post(path)).body).toMatchObject({
        ...{ type: 'urn:rapport:problem:not-requested', status: 409, erasureStatus: 'erased' },
      });
    }
  });

  it('covers what was requested: who has grown since is requested anew', async () => {
    const id = await known('grown');
    const { body } = await erase(first, id);
    const more = profile([email('grown@example.com'), card('LC-grown')], { country: 'DE' });
    const { position } = (await rapport.as('integrator').post('/v1/interactions', more)).body;
    await eventually(async () => {
      const { identifiers } = (await rapport.as('agent').get(`/v1/customers/${id}?minPosition=${position}`)).body;
      expect(identifiers).toHaveLength(2);
    });
    const refused = await second.post(`/v1/erasures/${body.erasureId}/confirm`);
    expect([refused.status, refused.body.type, refused.body.handles?.length]).toEqual([
      409,
      'urn:rapport:problem:changed-since',
      1,
    ]);
    await eventually(async () => expect(await nameOf(id)).toBe('Quentin Two'));
    const withdrawn = await second.post(`/v1/erasures/${body.erasureId}/withdraw`);
    expect([withdrawn.status, withdrawn.body.status]).toEqual([200, 'withdrawn']);
    const anew = await erase(first, id);
    expect(anew.body.erasureId).not.toBe(body.erasureId);
    expect((await second.post(`/v1/erasures/${anew.body.erasureId}/confirm`)).body.status).toBe('erased');
    expect(await nameOf(id)).toEqual({ erased: true });
  });

  it('is withdrawn without a trace but its own', async () => {
    const id = await known('kept');
    const { body } = await erase(first, id);
    await first.post(`/v1/erasures/${body.erasureId}/withdraw`);
    expect(await nameOf(id)).toBe('Quentin Two');
    const { erasures } = (await rapport.as('auditor').get('/v1/erasures')).body;
    expect(erasures.find(({ erasureId }: any) => erasureId === body.erasureId)).toMatchObject({
      status: 'withdrawn',
      unreadableSince: null,
    });
  });
});
