import { Controller, Get, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { csvOf, day, Documented, parametersOf, wholeNumber } from '@rapport/edge';
import { buyersBy, COMPANY_ZONE, value, valueAsOf, type ValueAsOf, valueTable } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_PARAMETERS, AS_OF_QUERY, asOfOf, momentsView } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import { READ_ANSWERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { shownAmount } from './money';
import { QueryParts } from '../parts';
import { orGone } from '../pasts/gone';
import { figuresOf } from './shown-value';
import { BUYERS } from './value.shape';
import { DAY_QUERY, dayOf, valuesThen } from './value-then';

const PARAMETERS = ['asOf', 'cursor', 'limit', 'minPosition', ...AS_OF_PARAMETERS] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;
const LIMIT_MAX = 1_000;

class ListValue extends Query<Found> {
  constructor(readonly given: Parameters) {
    super();
  }
}

const FIGURES = [
  'sales',
  'sold',
  'returns',
  'returned',
  'cancellations',
  'cancelled',
  'net',
  'costed',
  'margin',
] as const;
const COUNTS: ReadonlySet<string> = new Set(['sales', 'returns', 'cancellations', 'costed']);
const COLUMNS = [
  ...['customerId', 'x', 't_x', 'T', 'purchaseDays', 'firstPurchaseDay', 'lastPurchaseDay'],
  ...['gaps', 'medianGapDays', 'meanGapDays', 'currency', ...FIGURES, 'sumsExact'],
];

/** A line per customer and currency. */
const linesOf = (customerId: string, one: ValueAsOf): readonly (readonly unknown[])[] =>
  (Object.keys(one.sums).length > 0 ? Object.keys(one.sums) : ['']).map((currency) => {
    const sums = one.sums[currency];
    const figures = FIGURES.map((name) => {
      if (!sums || (name === 'margin' && sums.costed === 0)) return null;
      return COUNTS.has(name) ? sums[name] : shownAmount(currency, String(sums[name]));
    });
    const { n, median, mean } = one.gaps;
    const days = [one.x + 1, one.firstPurchaseDay, one.lastPurchaseDay];
    return [customerId, one.x, one.tX, one.T, ...days, n, median, mean, currency, ...figures, one.sumsExact];
  });

@QueryHandler(ListValue)
class ListValueHandler implements IQueryHandler<ListValue> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ given }: ListValue): Promise<Found> {
    const moments = asOfOf(given);
    const asOf = dayOf(day('asOf', given.asOf), moments);
    const limit = wholeNumber('limit', given.limit, 200, LIMIT_MAX);
    const { position, table, beside } = moments
      ? await valuesThen(this.parts, moments, given.minPosition)
      : { position: await included(this.parts, [value], given.minPosition), table: valueTable, beside: '' };
    const { manager } = this.parts.db;
    const list = () => buyersBy(manager, table, asOf, given.cursor ?? null, limit, beside);
    const page = await orBadCursor(list).catch(orGone);
    const rows = page.rows.map((row) => ({ customerId: row.key, value: valueAsOf(row, asOf)! }));
    return {
      ...{ position, asOf: moments },
      showings: [],
      body: () => ({
        ...{ asOf, zone: COMPANY_ZONE, next: page.next },
        ...(moments && { moments: momentsView(moments, position) }),
        customers: rows.map(({ customerId, value: one }) => ({ customerId, ...figuresOf(one) })),
      }),
      csv: {
        next: page.next,
        text: () => csvOf(COLUMNS, rows.flatMap(({ customerId, value: one }) => linesOf(customerId, one))), // prettier-ignore
      },
    };
  }
}

@Answers()
@Controller('v1/value')
class ValueController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'listValues',
    tag: 'customers',
    summary: 'What everybody is worth and how often they buy, by customer id',
    description:
      'Everybody who had bought by the end of `asOf`: x = purchase days after the first, t_x and T in weeks, gaps in days, sums by currency. As CSV (`Accept: text/csv`) a line per customer and currency; `Rapport-Next` then holds the next cursor. As of moments in the past once somebody had `value` built as of them (`POST /v1/pasts`).',
    query: {
      asOf: DAY_QUERY,
      ...AS_OF_QUERY,
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 200 when absent' },
      ...READ_QUERY,
    },
    answers: {
      200: { description: 'A page', schema: BUYERS, also: { 'text/csv': { type: 'string' } } },
      ...READ_ANSWERS,
      409: 'Nobody has had it built as of these moments, or minPosition is of another history',
    },
  })
  async list(@QueryString() query: unknown): Promise<Found> {
    return this.queries.execute(new ListValue(parametersOf(query, PARAMETERS)));
  }
}

export const valueList = { controllers: [ValueController], providers: [ListValueHandler] };
