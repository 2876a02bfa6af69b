import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { csvOf, Documented, oneOf, parametersOf, Problem, shapes, uuid, wholeNumber } from '@rapport/edge';
import { cursorAfter, pageOf, readCursor } from '@rapport/projections';
import { findWhatIf, whatIfMovers } from '@rapport/read-db';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { orBadCursor } from '../bad-cursor';
import { orNoWhatIf } from './no-what-if';
import { QueryParts } from '../parts';
import { WHAT_IF_MOVERS } from './what-if-mover.shape';

const LIMIT_MAX = 2_000;
const PARAMETERS = ['from', 'to', 'cursor', 'limit', 'format'] as const;
const COLUMNS = ['customerId', 'from', 'to', 'firstDay', 'since', 'value', 'currency', 'reason'] as const;

@Answers()
@Controller('v1/what-ifs')
class WhatIfMoversController {
  constructor(private readonly parts: QueryParts) {}

  @Get(':id/movers')
  @Documented({
    operation: 'listWhatIfMovers',
    tag: 'decisions',
    summary: 'Who would move, highest value first',
    description:
      'From where to where, the first closed day at which they would have been elsewhere, since when without a break, what they are worth, and ' +
      'the decision that the draft would have written down, with reason and evidence. As CSV `Rapport-Next` holds the next cursor.',
    params: { id: 'The what-if' },
    query: {
      from: { type: 'string', description: 'Only who is there in truth; `none` = nowhere' },
      to: { type: 'string', description: 'Only who would be there; `none` = nowhere' },
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 50 when absent' },
      format: { type: 'string', enum: ['json', 'csv'], description: 'As JSON, or as CSV' },
    },
    answers: {
      200: { description: 'A page', schema: WHAT_IF_MOVERS, also: { 'text/csv': shapes.text() } },
      400: 'A parameter is unknown or not well formed',
      404: 'There is no such what-if',
      409: 'It has no result',
    },
  })
  async movers(@Param('id') given: string, @QueryString() query: unknown): Promise<Found> {
    const id = uuid('the id', given);
    const asked = parametersOf(query, PARAMETERS);
    const limit = wholeNumber('limit', asked.limit, 50, LIMIT_MAX);
    const format = oneOf('format', asked.format, ['json', 'csv']);
    const { state, result, position, rule } = orNoWhatIf(await findWhatIf(this.parts.pool, id));
    if (result === null)
      throw new Problem(409, 'what-if-cannot', `a what-if that is ${state} has no movers`, { state });
    const list = `what-if ${id}`;
    const from = asked.from ?? null;
    const to = asked.to ?? null;
    const { rows, next } = await orBadCursor(async () => {
      const cursor = asked.cursor === undefined ? null : readCursor(list, asked.cursor);
      const after = cursor && { value: cursor.value ?? '0', customer: cursor.key };
      const page = await whatIfMovers(this.parts.pool, id, { after, limit: limit + 1, from, to });
      return pageOf(page, limit, ({ value, customer }) => cursorAfter(list, value, customer));
    });
    const currency = result.value?.currency ?? null;
    const movers = rows.map(({ customer, ...mover }) => ({ customerId: customer, ...mover }));
    const text = (): string => {
      const lines = movers.map((one) => ({ ...one, currency, reason: one.decision?.['reason'] ?? null }));
      return csvOf(COLUMNS, lines.map((line) => COLUMNS.map((column) => line[column]))); // prettier-ignore
    };
    return {
      ...{ position, showings: [], csv: { text, next, asked: format === 'csv' } },
      body: () => ({ whatIf: id, rule, currency, movers, next }),
    };
  }
}

export const whatIfMoverList = { controllers: [WhatIfMoversController], providers: [] };
