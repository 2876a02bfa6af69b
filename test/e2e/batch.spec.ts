import { gzipSync } from 'node:zlib';
import { StoreBusy } from '@rapport/event-store';
import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const lines = (events: readonly unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const statuses = (body: { results: { status: string }[] }): string[] => body.results.map(({ status }) => status);

describe('POST /v1/interactions/batch', () => {
  let rapport: Installation;
  beforeAll(async () => void (rapport = await startInstallation({}, { withProjector: false })));
  afterAll(() => rapport.stop());
  const send = (body: unknown, headers: Record<string, string> = NDJSON) =>
    rapport.as('integrator').send('POST', '/v1/interactions/batch', body, headers);

  it('takes an array, and one bad event harms no other', async () => {
    const good = purchase([card('LC-1')]);
    const answer = await rapport
      .as('integrator')
      .post('/v1/interactions/batch', [
        good,
        { type: 'Nonsense' },
        7,
        good,
        { ...good, data: { ...good.data, amount: '2' } },
      ]);
    expect(answer.status).toBe(200);
    expect(statuses(answer.body)).toEqual(['accepted', 'refused', 'refused', 'duplicate', 'conflict']);
    expect(answer.body.results.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(answer.body.results[0].position).toBe(answer.body.results[3].position);
    expect(answer.body.results[1]).toMatchObject({ code: expect.any(String), reason: expect.any(String) });
    expect(answer.body.incomplete).toBeUndefined();
  });

  it('takes NDJSON by label or by look, plain and gzipped, with CRLF and without a last line feed', async () => {
    const bodies = [
      [lines([purchase([card('LC-2')])]), NDJSON],
      [lines([purchase([card('LC-2')])]), { 'content-type': 'text/plain' }],
      [`\r\n${JSON.stringify(purchase([card('LC-2')]))}\r\n\r\n`, {}],
      [JSON.stringify(purchase([card('LC-2')])), NDJSON],
      [new Uint8Array(gzipSync(lines([purchase([card('LC-2')])]))), { ...NDJSON, 'content-encoding': 'gzip' }],
    ] as const;
    for (const [body, headers] of bodies) {
      const answer = await send(body, headers);
      expect([answer.status, answer.body.results?.length, statuses(answer.body)]).toEqual([200, 1, ['accepted']]);
    }
  });

  it('refuses a broken line by its index, keeps it, and goes on', async () => {
    const [before, after] = [purchase([card('LC-3')]), purchase([card('LC-3')])];
    const body = `${lines([before])}{"id": broken\n\n[1]\n${'x'.repeat(1_100_000)}\n${lines([after])}`;
    const { body: answer } = await send(body);
    expect(statuses(answer)).toEqual(['accepted', 'refused', 'refused', 'refused', 'accepted']);
    expect(answer.results[1]).toMatchObject({
      index: 1,
      code: 'not-json',
      reason: 'the line is not JSON, or has a member called __proto__',
    });
    expect(answer.results[3]).toMatchObject({ index: 3, code: 'line-too-long' });
    const kept = await rapport.as('admin').get(`/v1/quarantine/${answer.results[1].quarantineId}`);
    expect(kept.body.raw).toBe('{"id": broken');
  });

  it('gives ids from an Idempotency-Key, so that a repeat of the whole batch records nothing', async () => {
    const events = [1, 2, 3].map(() => ({ ...purchase([card('LC-4')]), id: undefined }));
    const first = await send(lines(events), { ...NDJSON, 'idempotency-key': 'import-1' });
    const again = await send(lines(events), { ...NDJSON, 'idempotency-key': 'import-1' });
    expect(statuses(first.body)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(statuses(again.body)).toEqual(['duplicate', 'duplicate', 'duplicate']);
  });

  it.each([
    ['nothing', '', {}, 400],
    ['a text', 'hello', {}, 400],
    ['half an array', '[{"id":1},', {}, 400],
    ['broken gzip', new Uint8Array(gzipSync('[]').subarray(0, 10)), { 'content-encoding': 'gzip' }, 400],
    ['brotli', '[]', { 'content-encoding': 'br' }, 415],
  ])('answers %s with a problem', async (_name, body, headers, status) => {
    const answer = await send(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('says where to go on when the store gives up half-way', async () => {
    const append = rapport.store.append.bind(rapport.store);
    let appends = 0;
    const busy = jest.spyOn(rapport.store, 'append').mockImplementation(async (some) => {
      if (++appends > 1) throw new StoreBusy(1);
      return append(some);
    });
    const events = Array.from({ length: 600 }, (_, n) => purchase([card(`LC-busy-${n}`)]));
    const { body } = await send(lines(events));
    busy.mockRestore();
    expect(body.results).toHaveLength(body.incomplete.from);
    expect(body.incomplete).toMatchObject({ type: 'urn:rapport:problem:store-busy', status: 503 });
  }, 30_000);

  it('reads, records and answers as it streams', async () => {
    const events = Array.from({ length: 1_200 }, (_, n) => purchase([card(`LC-${n}`)]));
    let sendRest = (): void => undefined;
    const half = new Promise<void>((resolve) => (sendRest = resolve));
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(Buffer.from(lines(events.slice(0, 600))));
        await half;
        controller.enqueue(Buffer.from(lines(events.slice(600))));
        controller.close();
      },
    });
    const response = await fetch(`${rapport.server.url}/v1/interactions/batch`, {
      method: 'POST',
      headers: { ...NDJSON, authorization: `Bearer ${rapport.keys.integrator}` },
      body,
      duplex: 'half',
    } as RequestInit);
    const reader = response.body!.getReader();
    let text = '';
    const next = async (): Promise<boolean> => {
      const { done, value } = await reader.read();
      if (value) text += Buffer.from(value).toString();
      return !done;
    };
    while (!text.includes('"index":499')) await next();
    expect(text).not.toContain('"index":600');
    sendRest();
    while (await next());
    const { results } = JSON.parse(text);
    expect(results).toHaveLength(1_200);
    const positions = results.map(({ position }: { position: string }) => position);
    expect(positions).toEqual([...positions].sort());
  });
});
