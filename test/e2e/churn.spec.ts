import type { EventStore } from '@rapport/event-store';
import { eventually } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { endDays } from './rule-events';
import { card, purchase } from './touchpoints';

const FIRST = Date.UTC(2024, 0, 1);
const at = (day: number): string => new Date(FIRST + day * 86_400_000 + 36_000_000).toISOString();
const date = (day: number): string => at(day).slice(0, 10);

describe('a customer who stays away', () => {
  let rapport: Installation;
  let store: EventStore;
  let position = '';
  const buy = async (purchases: readonly (readonly [who: string, day: number])[]): Promise<any> => {
    const events = purchases.map(([who, day]) =>
      purchase([card(who)], {
        ...{ id: `${who}-${day}`, occurredAt: at(day), historical: true },
        data: { orderId: `${who}-${day}`, currency: 'EUR', amount: '20.00' },
      }),
    );
    const { body } = await rapport.as('integrator').post('/v1/interactions/batch', events);
    expect(body.results.filter(({ status }: any) => status !== 'accepted')).toEqual([]);
    return body.results.at(-1);
  };
  const read = async (path: string): Promise<any> => {
    const { status, body } = await rapport.as('analyst').get(path);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  const close = async (day: number): Promise<any> => {
    await endDays(store, date(day));
    return eventually(async () => {
      const list = await read(`/v1/signals?date=${date(day)}&limit=500`);
      expect(list.date).toBe(date(day));
      return list;
    }, 30_000);
  };
  const every = (who: string, gap: number, from: number, to: number) =>
    Array.from({ length: Math.floor((to - from) / gap) + 1 }, (_, n) => [who, from + n * gap] as const);

  /** The other rule's close of that day: signals by what a model expects, or why it may not decide. */
  const byModel = async (): Promise<void> => {
    const { models } = await read('/v1/rules/from-a-model/models');
    expect(models).toMatchObject([
      {
        kind: 'fitted',
        model: 'bg-nbd',
        customers: 31,
        date: date(560),
        judged: { frozenOn: date(470), until: date(560) },
      },
    ]);
    const [{ eventId, reason, judged }] = models;
    expect(judged.rankings.map(({ by }: any) => by)).toContain('days since the last purchase');
    const { signals, close: run } = await read(`/v1/signals?rule=from-a-model&date=${date(560)}`);
    expect(reason).toMatch(/^promoted: /);
    expect(run.figures.model).toMatchObject({ reason, model: 'bg-nbd', fittedOn: date(560) });
    expect(signals).toHaveLength(16);
    const { body: inChinese } = await rapport
      .as('analyst')
      .get('/v1/signals?rule=from-a-model', { 'accept-language': 'zh-CN' });
    expect(inChinese.signals[0].reasons[0]).toMatch(/^预计今后 90 天购买 /);
    for (const { model, contributions, figures } of signals) {
      expect([model, contributions.length]).toEqual([eventId, 2]);
      expect(figures.expected).toBeLessThan(figures.expectedAtOnce);
    }
  };

  /** Somebody holds the model against the last seven weeks; it is kept, and listed. */
  const judged = async (): Promise<void> => {
    const ask = (rule: string, role: 'analyst' | 'agent' = 'analyst') =>
      rapport.as(role).post(`/v1/rules/${rule}/evaluations`, { holdoutDays: 49 });
    const { status, body } = await ask('from-a-model');
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ frozenOn: date(511), until: date(560), version: 1 }),
    ]);
    expect(body.judged.flags.at(-1)).toMatchObject({ flag: 'no purchase for 90 days', precision: 1 });
    const { models } = await read(`/v1/rules/from-a-model/models?minPosition=${body.position}`);
    expect(models.map(({ kind }: any) => kind)).toEqual(['evaluated', 'fitted']);
    expect(models[0]).toMatchObject({ eventId: body.eventId, judged: body.judged, promoted: body.promoted, run: null });
    expect((await ask('own-cadence')).body).toMatchObject({ status: 422, type: expect.stringContaining('no-model') });
    expect((await ask('nobody-published-it')).status).toBe(404);
    expect((await ask('from-a-model', 'agent')).status).toBe(403);
    const { body: early } = await rapport.as('admin').post('/v1/rules/from-a-model/evaluations', { holdoutDays: 600 });
    expect(early).toMatchObject({
      status: 422,
      detail: expect.stringContaining('only 0 customers had bought, fewer than 20 (frozen on'),
    });
  };

  beforeAll(async () => {
    rapport = await startInstallation();
    store = await rapport.openStore();
    const faithful = Array.from({ length: 15 }, (_, n) => every(`stays-${n}`, 10, n % 7, 600));
    const gone = Array.from({ length: 15 }, (_, n) => every(`left-${n}`, 10, n % 7, 100));
    await buy([...faithful.flat(), ...gone.flat()]);
    ({ position } = await buy(every('us', 14, 400, 470)));
  });
  afterAll(async () => {
    await store?.close();
    await rapport?.stop();
  });

  it('is signalled with odds, reasons and value at stake, and cleared when they come back', async () => {
    const { body } = await rapport.as('agent').post(`/v1/customers/lookup?minPosition=${position}`, {
      identifiers: [{ type: 'loyaltyCard', issuer: 'pos', value: 'us' }],
    });
    const us = body.cards[0].customerId as string;
    const wish = { kind: 'churn', params: { minCustomers: 20, model: 'bg-nbd' }, reason: 'Whom to call first' };
    expect((await rapport.as('admin').put('/v1/rules/from-a-model', wish)).status).toBe(201);
    const { signals, summary, close: run } = await close(560);
    expect(signals).toHaveLength(16);
    expect(summary).toEqual([{ level: 'critical', currency: 'EUR', count: 16, valueAtStake: expect.any(String) }]);
    const mine = signals.find(({ customerId }: any) => customerId === us);
    expect(mine).toMatchObject({
      ...{ kind: 'raised', level: 'critical', medianGapDays: 14, gaps: 5, daysSince: 90, overdueRatio: 6.4286 },
      ...{ valueAtStake: '128.57', currency: 'EUR', evidence: { count: 6 } },
    });
    expect(mine.score).toBeCloseTo(1 - mine.odds.share, 6);
    expect(mine.reasons[0]).toBe('usually buys every 14 days (median of 5 gaps), last bought 90 days ago (6.4×)');
    expect(run.figures.odds.reduce((sum: number, { n }: any) => sum + n, 0)).toBe(run.figures.situations);

    await byModel();
    await judged();

    await buy([['us', 565]]);
    const later = await close(570);
    expect(later.signals.map(({ customerId }: any) => customerId)).not.toContain(us);
    const { current, history } = await read(`/v1/customers/${us}/signals?rule=own-cadence`);
    expect(current).toEqual([]);
    expect(history.map(({ kind, date: day, reasons }: any) => [kind, day, reasons.length])).toEqual([
      ...[['cleared', date(570), 1], ['raised', date(560), 2]], // prettier-ignore
    ]);
    expect(history[0].reasons).toEqual(['bought-again']);
    expect((await read(`/v1/signals?date=${date(560)}&limit=500`)).signals).toEqual(signals);
  });
});
