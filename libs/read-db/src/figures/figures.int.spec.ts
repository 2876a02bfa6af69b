import { memoryEventStore } from '@rapport/event-store';
import { compile, type Compiled, type Group } from '@rapport/definitions';
import { canonicalJson, decodeEvent, type Fact, type FactOf } from '@rapport/events';
import { customerRow, entryRows, type CustomerProjection } from '@rapport/fold';
import { createPool } from '@rapport/postgres';
import { projections } from '@rapport/projections';
import { eventually, seededRandom } from '@rapport/testing';
import type { Following } from '../following';
import type { Host } from '../hosting';
import { linksOf } from '../world/links';
import { logOf, openStage, settled, type Stage } from '../world/stage';
import { appendOf, makeStory, onceMore } from '../world/story';
import { sha256Of } from './answered';
import { checkedEventId, freezing, frozenEventId } from './figure-event';
import { hostFigures } from './host-figures';
import { figureJobs, requestFigure, requestFigureCheck, type FigureJob } from './jobs';
import type { FigureQuestion } from './question';

const BOUGHT = { field: 'type', is: 'PurchaseMade' };
const ofDays = {
  ...{ name: 'sold-by-day', events: { channels: ['store'] }, by: [{ day: 'Asia/Shanghai' }, 'type', 'currency'] },
  measures: { orders: 'count', week: { count: 'events', lastDays: 7 }, revenue: { sum: 'amount' }, median: { quantile: 'amount', at: 0.5 } }, // prettier-ignore
};
const ofTypes = {
  ...{ name: 'who-does-what', events: { channels: ['store'] }, by: ['type'] },
  measures: { customers: { distinct: 'customer' }, dearest: { max: 'amount' }, waited: { between: { from: BOUGHT, to: BOUGHT } } }, // prettier-ignore
};
const ofCustomers = {
  ...{ name: 'sold-to-whom', events: { types: ['PurchaseMade'] }, by: ['customer', { month: 'UTC' }] },
  measures: { orders: 'count', revenue: { sum: 'amount' } },
};
const question = (definition: { name: string }, more: Partial<FigureQuestion> = {}): FigureQuestion => ({
  ...{ projection: definition.name, version: null, definition, where: {} },
  ...more,
});

/** Who is whom as the links up to the end of these facts have said, and no later ones. */
const rowsOfCustomers = (fold: CustomerProjection<any>, facts: readonly Fact[]): Record<string, object> => {
  const customerOf = linksOf(facts);
  const groups = new Map<string, Fact[]>();
  for (const fact of facts.filter(({ handles }) => handles.length > 0)) {
    const customer = customerOf(fact.handle);
    groups.set(customer, [...(groups.get(customer) ?? []), fact]);
  }
  const rows = [...groups].map(([customer, own]) => [customer, customerRow(fold, own)] as const);
  return Object.fromEntries(rows.filter(([, row]) => row !== undefined));
};

/** What readers must be told, from facts alone: nothing is shared with what is tested but the folds. */
const expectedAnswer = (facts: readonly Fact[], { definition, where, from, to }: FigureQuestion): object => {
  const compilation = compile(definition) as { readonly compiled: Compiled };
  const { grouping, customer, scope, projection } = compilation.compiled;
  const fold = projection(1);
  const kept =
    fold.scope === 'entry' ? Object.fromEntries(entryRows<object>(fold, facts)) : rowsOfCustomers(fold, facts);
  const all: { customer: string | null; place: string; group: Group }[] = Object.entries(kept).flatMap(([key, row]) =>
    scope === 'entry'
      ? [{ customer: null, place: (row as any).place, group: (row as any).state }]
      : Object.entries((row as any).groups).map(([place, group]: any) => ({ customer: customer && key, place, group })),
  );
  const shown = new Map<string, { customer: string | null; place: string; group: Group }>();
  for (const one of all) {
    const mark = JSON.stringify([one.customer, one.place]);
    const before = shown.get(mark);
    shown.set(mark, before ? { ...one, group: grouping.merge(before.group, one.group) } : one);
  }
  const rows = [...shown.values()]
    .filter(({ group }) => group[0] > 0)
    .sort((a, b) => ((a.customer ?? '') + a.place < (b.customer ?? '') + b.place ? -1 : 1))
    .map((one) => ({ ...(customer && { [customer]: one.customer }), ...grouping.show(one.place, one.group) }));
  const within = (row: any): boolean =>
    Object.entries(where).every(([name, values]) => values.includes(String(row[name]))) &&
    (from === undefined || row.day >= from) &&
    (to === undefined || row.day < to);
  return { rows: rows.filter(within) };
};

describe('figures', () => {
  const store = memoryEventStore({ batch: 41 });
  const random = seededRandom(7);
  let stage: Stage;
  let following: Following;
  let host: Host | undefined;
  let pool: ReturnType<typeof createPool>;
  const tell = async (world: number, mark: string): Promise<void> => {
    await store.append(random.shuffle(onceMore(mark, makeStory(random, 60, 8))).map((one) => appendOf(world, one)));
    await settled(stage, store);
  };
  const ended = async ({ figure, id }: FigureJob, state: 'done' | 'failed' = 'done'): Promise<FigureJob> => {
    let found: FigureJob | undefined;
    await eventually(async () => {
      found = (await figureJobs(pool, figure)).find((one) => one.id === id);
      expect([found?.state, found?.fault]).toEqual([state, state === 'done' ? null : expect.any(String)]);
    }, 30_000);
    return found!;
  };
  const said = async <T extends 'FigureFrozen' | 'FigureChecked'>(id: string): Promise<FactOf<T>['data']> =>
    (decodeEvent((await store.find([id]))[0]!) as FactOf<T>).data;
  const freeze = async (asked: FigureQuestion, upTo: string) => {
    const job = await requestFigure(pool, { name: 'So many', question: asked, upTo, askedBy: 'k1' });
    await ended(job);
    return said<'FigureFrozen'>(frozenEventId(job.figure));
  };
  const check = async (figure: string) => {
    const job = await requestFigureCheck(pool, figure, 'k2');
    await ended(job);
    return said<'FigureChecked'>(checkedEventId(figure, job.id));
  };
  const begin = (): Host => hostFigures({ pool, store, ttlMs: 600, log: () => undefined });

  beforeAll(async () => {
    stage = await openStage(projections.filter(({ projection }) => projection.name === 'figures'));
    pool = createPool(stage.database.url, { max: 3, name: 'figures' });
    following = await stage.follow(store);
    host = begin();
    await tell(0, 'a');
    await tell(0, 'b');
  });
  afterAll(async () => {
    await host?.stop();
    await following.stop();
    await pool.end();
    await stage.close();
  });

  it('say what was so up to a place of the log, whatever it is in the middle of, and are the same when they are asked again later', async () => {
    const facts = await logOf(store);
    const whom = (expectedAnswer(facts, question(ofCustomers)) as any).rows[3].customer;
    const days = [...new Set<string>((expectedAnswer(facts, question(ofDays)) as any).rows.map(({ day }: any) => day))];
    const questions = [
      question(ofDays),
      question(ofDays, { where: { currency: ['EUR'], type: ['PurchaseMade'] }, from: days[0]!, to: days.at(-1)! }),
      question(ofTypes),
      question(ofTypes, { where: { type: ['ItemReturned'] } }),
      question(ofCustomers),
      question(ofCustomers, { where: { customer: [whom] } }),
    ];
    const places = [facts.at(Math.floor(facts.length / 3))!, facts.at(-1)!];
    const asks = questions.flatMap((asked) => places.map((at) => ({ asked, at })));
    const frozen = await Promise.all(asks.map(({ asked, at }) => freeze(asked, at.position)));
    asks.forEach(({ asked, at: { position: upTo, eventId: lastEvent } }, nth) => {
      const known = facts.filter(({ position }) => position <= upTo);
      const { rows } = expectedAnswer(known, asked) as { rows: object[] };
      const sha256 = sha256Of(canonicalJson({ rows }));
      expect(frozen[nth]).toMatchObject({ name: 'So many', question: asked, upTo, lastEvent, sha256 });
      expect(frozen[nth]!.answer).toEqual({ rows });
    });
    expect(frozen.every(({ answer }) => (answer as any).rows.length > 0)).toBe(true);
    await tell(0, 'c');
    const found = await Promise.all(frozen.map(({ figure }) => check(figure)));
    expect(found).toMatchObject(frozen.map(({ figure, sha256 }) => ({ figure, equal: true, sha256 })));
    // It is not that nothing had changed.
    const now = await freeze(questions[0]!, (await logOf(store)).at(-1)!.position);
    expect(now.sha256).not.toBe(frozen[1]!.sha256);
  });

  it('are found to differ where the log does not give what was written down', async () => {
    const { upTo, lastEvent, question: asked, answer } = await freeze(question(ofTypes), (await store.head()).position);
    const [first, ...others] = (answer as any).rows;
    const rows = [{ ...first, customers: first.customers + 1 }, ...others.slice(1), { type: 'Never', customers: 1 }];
    const figure = '11111111-1111-4111-8111-111111111111';
    const forged = { figure, name: 'Better', question: asked, upTo, lastEvent, answer: { rows }, sha256: sha256Of(canonicalJson({ rows })) }; // prettier-ignore
    await store.append([freezing(forged, 'k3', '2026-01-01T00:00:00.000Z')]);
    const checked = await check(figure);
    expect(checked).toMatchObject({ equal: false, differences: { different: 1, onlyFrozen: 1, onlyNow: 1 } });
    expect((checked.differences as any).samples[0]).toEqual({
      row: { type: first.type },
      frozen: { customers: first.customers + 1 },
      now: { customers: first.customers },
    });
  });

  it('wait for a host, go on with the next one, and are said once', async () => {
    await host!.stop();
    const upTo = (await store.head()).position;
    const job = await requestFigure(pool, { name: 'Later', question: question(ofTypes), upTo, askedBy: 'k1' });
    // As an attempt leaves it that ended between saying it and writing down that it did.
    await pool.query(`update rapport_read.figure_job set state = 'running', attempts = 1 where id = $1`, [job.id]);
    host = begin();
    await ended(job);
    await pool.query(`update rapport_read.figure_job set state = 'running' where id = $1`, [job.id]);
    const { attempts } = await ended(job);
    expect(attempts).toBeGreaterThanOrEqual(2);
    const stream = [];
    for await (const events of store.read([`figure-${job.figure}`])) stream.push(...events);
    expect(stream).toHaveLength(1);
  });

  it('are not frozen at a place where nothing stands, of what cannot be asked, or of more than can be kept', async () => {
    const { position } = await store.head();
    const cannot = async (asked: FigureQuestion, upTo: string): Promise<string> => {
      const job = await requestFigure(pool, { name: 'No', question: asked, upTo, askedBy: 'k1' });
      return (await ended(job, 'failed')).fault!;
    };
    expect(await cannot(question(ofTypes), position.replace(/\d{19}$/, '0'.repeat(19)))).toContain('no event');
    expect(await cannot(question({ ...ofTypes, by: ['colour'] } as never), position)).toContain('/definition/by/0');
    const many = Array.from({ length: 11_000 }, (_, n) => appendOf(9, { id: `m${n}`, type: 'PurchaseMade', handles: ['userId1'], occurredAt: '2026-01-01T00:00:00.000Z', data: { orderId: `x${n}`, currency: 'EUR', amount: '1.00' } })); // prettier-ignore
    await store.append(many);
    await settled(stage, store);
    const orders = {
      name: 'all-orders',
      events: { types: ['PurchaseMade'] },
      by: ['orderId'],
      measures: { n: 'count' },
    };
    expect(await cannot(question(orders), (await store.head()).position)).toContain('more than 10000 rows');
  });
});
