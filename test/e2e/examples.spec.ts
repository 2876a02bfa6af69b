import { startInstallation, type Installation } from './installation';
import { card, email, purchase } from './touchpoints';

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, { content?: Record<string, unknown> }>;
  readonly requestBody?: {
    content: Record<string, { examples?: Record<string, { value: unknown; 'x-status': number }> }>;
  };
}

describe('the OpenAPI document', () => {
  let rapport: Installation;
  let document: any;
  let ids: Record<string, string>;
  beforeAll(async () => {
    rapport = await startInstallation();
    ({ body: document } = await rapport.as('admin').get('/openapi.json'));
    const { body } = await rapport
      .as('integrator')
      .post('/v1/interactions', purchase([card('LC-ex'), email('ex@example.com')]));
    await rapport.as('agent').get(`/v1/customers/${body.customerId}?minPosition=${body.position}`);
    ids = { id: body.customerId, eventId: body.eventId, name: 'timeline' };
  });
  afterAll(() => rapport.stop());
  const operations = (): [method: string, path: string, operation: Operation][] =>
    Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, string, Operation] => [method, path, operation]),
    );
  const filled = (path: string): string => path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? 'none');

  it('is OpenAPI 3.1 with a schema for every event type, and resolves in itself', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.components.schemas).toMatchObject({
      PurchaseMade: { type: 'object' },
      Problem: { type: 'object' },
    });
    for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it('has a name for every operation, and what each answer with a body looks like', () => {
    const names = operations().map(([, , operation]) => operation.operationId);
    expect(names.filter((name, nth) => !/^[a-z]+[A-Za-z]+$/.test(name) || names.indexOf(name) !== nth)).toEqual([]);
    for (const [method, path, { responses }] of operations()) {
      const silent = Object.entries(responses).filter(([status, said]) => !/^(204|304)$/.test(status) && !said.content);
      expect([method, path, silent]).toEqual([method, path, []]);
    }
  });

  it('has examples that do what they say, for every route that takes a body', async () => {
    let sent = 0;
    for (const [method, path, { requestBody, responses }] of operations()) {
      if (!requestBody) continue;
      const examples = Object.entries(requestBody.content['application/json']?.examples ?? {});
      expect([path, examples.length > 0]).toEqual([path, true]);
      for (const [name, example] of examples) {
        const answer = await rapport
          .as('admin')
          .send(method.toUpperCase(), filled(path), JSON.stringify(example.value));
        expect([path, name, answer.status]).toEqual([path, name, example['x-status']]);
        expect(Object.keys(responses)).toContain(String(answer.status));
        sent++;
      }
    }
    expect(sent).toBeGreaterThan(20);
  });

  it('names every status that reads really give', async () => {
    for (const [method, path, { responses }] of operations()) {
      if (method !== 'get') continue;
      for (const query of ['', '?surprise=1']) {
        const { status } = await rapport.as('admin').get(filled(path) + query);
        expect([path, query, Object.keys(responses).includes(String(status))]).toEqual([path, query, true]);
      }
    }
  });
});
