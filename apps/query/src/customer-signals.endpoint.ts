import { Controller, Get, Param, Query as QueryString, Req, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, uuid, wholeNumber } from '@rapport/edge';
import { currentSignals, lastClosedRun, signalHistory } from '@rapport/projections';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer, type Found } from './answer';
import { orBadCursor } from './bad-cursor';
import { READ_ANSWERS, READ_HEADERS } from './common-about';
import { decidedUpTo, signalView } from './decided';
import { LIMIT_MAX, LIST_QUERY } from './decided-about';
import { QueryParts } from './parts';
import { handleSet, personOf } from './person';
import { ruleName } from './rule-asked';

const PARAMETERS = ['rule', 'cursor', 'limit', 'minPosition'] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;

class SignalsOfCustomer extends Query<Found> {
  constructor(
    readonly id: string,
    readonly given: Parameters,
  ) {
    super();
  }
}

@QueryHandler(SignalsOfCustomer)
class SignalsOfCustomerHandler implements IQueryHandler<SignalsOfCustomer> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ id, given }: SignalsOfCustomer): Promise<Found> {
    const rule = ruleName(given.rule);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const upTo = await decidedUpTo(this.parts, given.minPosition);
    const person = await personOf(this.parts, id);
    const { customer } = person;
    const handles = handleSet(person);
    const db = this.parts.db.manager;
    const all = (await currentSignals(db, [{ customer, handles: [...handles] }], upTo)).get(customer)!;
    const held = all.filter((row) => rule === undefined || row.rule === rule);
    const closes = await Promise.all(held.map((row) => lastClosedRun(db, row.rule, upTo)));
    const current = held.map((row, nth) => ({ ...signalView(row), heldAt: closes[nth]?.date ?? row.date }));
    const page = await orBadCursor(() =>
      signalHistory(db, [...handles], upTo, { ...(rule && { rule }), cursor: given.cursor ?? null, limit }),
    );
    return {
      position: upTo.position,
      showings: [{ customer, handles, row: { current, history: page.rows.map(signalView) } }],
      body: ([row]) => ({ customerId: customer, ...(row as object), next: page.next }),
    };
  }
}

@Controller('v1/customers')
class CustomerSignalsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly parts: QueryParts,
  ) {}

  @Get(':id/signals')
  @Documented({
    tag: 'customers',
    summary: 'The churn signals of a customer, with odds, reasons and what they were',
    description:
      'Those that hold, as the last close left them (`heldAt`): level, score, the odds from this installation’s own past, ' +
      'reasons in words, the value at stake and the purchases behind it. The history is newest first. Decisions of a run ' +
      'that is not closed are not shown.',
    params: { id: 'The customer, by any id it ever had' },
    query: { rule: { type: 'string', description: 'One rule only' }, ...LIST_QUERY },
    headers: READ_HEADERS,
    answers: { 200: 'Signals that hold and a page of the history; `next` is null on the last one', ...READ_ANSWERS },
  })
  async show(
    @Param('id') id: string,
    @QueryString() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const given = parametersOf(query, PARAMETERS);
    const found = await this.queries.execute(new SignalsOfCustomer(uuid('the id', id), given));
    return answer(this.parts, request, reply, found);
  }
}

export const customerSignals = { controllers: [CustomerSignalsController], providers: [SignalsOfCustomerHandler] };
