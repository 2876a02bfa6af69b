import { PERMISSIONS, ROLES } from '@rapport/edge';
import { eventually } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';

const ANY_ID = '7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b';
const pathOf = (route: string): string => route.replace('/docs/*', '/docs/swagger-ui.css').replaceAll(/:\w+/g, ANY_ID);
const routes = Object.entries(PERMISSIONS).map(([name, access]) => {
  const [method, route] = name.split(' ') as [string, string];
  return { name, method, path: pathOf(route), access };
});

describe('who may do what', () => {
  let rapport: Installation;
  beforeAll(async () => {
    rapport = await startInstallation();
    // Before a projector has begun, reads are refused to everybody.
    await eventually(async () => expect((await rapport.as('admin').get('/v1/rules')).status).toBe(200), 30_000);
  });
  afterAll(() => rapport.stop());

  it('is written down for every route of the document, and for no other', async () => {
    const { body } = await rapport.as('admin').get('/openapi.json');
    const documented = Object.entries<object>(body.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const listed = Object.keys(PERMISSIONS).filter((name) => / \/(v1\/|asyncapi)/.test(name));
    expect(documented.sort()).toEqual(listed.sort());
  });

  it('without a key is nothing but health', async () => {
    const nobody = rapport.as(null);
    for (const { method, path, access } of routes) {
      const { status } = await nobody.send(method, path, method === 'GET' ? null : '{}');
      expect([method, path, status]).toEqual([method, path, access === 'public' ? 200 : 401]);
    }
  });

  it.each(ROLES)('as %s is what the table says', async (role) => {
    const client = rapport.as(role);
    for (const { name, method, path, access } of routes) {
      const { status } = await client.send(method, path, method === 'GET' ? null : '{}');
      const allowed = access === 'public' || access.includes(role);
      expect([name, status === 403]).toEqual([name, !allowed]);
      expect([name, status < 500]).toEqual([name, true]);
    }
  });

  it('never lets a role see what it may not, whatever the method is called', async () => {
    for (const method of ['PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const answer = await rapport.as(null).send(method === 'TRACE' ? 'PATCH' : method, '/v1/keys', null);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });
});
