import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, parametersOf, uuid, wholeNumber } from '@rapport/edge';
import { cursorAfter, customerView, readCursor } from '@rapport/projections';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_ANSWERS, AS_OF_PARAMETERS, AS_OF_QUERY, asOfOf, asOfView } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { DECISIONS, type FieldPath, fieldPath, valueAt } from './field-path';
import { QueryParts } from '../parts';
import { handleSet } from '../person';
import { customerThen, positionThen } from '../then';
import { whyDecided } from './why-decided';
import { WHY } from './why.shape';

const PARAMETERS = ['field', 'cursor', 'limit', 'minPosition', ...AS_OF_PARAMETERS] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;
const LIMIT_MAX = 200;

class AskWhy extends Query<Found> {
  constructor(
    readonly id: string,
    readonly given: Parameters,
  ) {
    super();
  }
}

const isDecision = (field: string | undefined): field is (typeof DECISIONS)[number] =>
  DECISIONS.some((kind) => kind === field);

@QueryHandler(AskWhy)
class AskWhyHandler implements IQueryHandler<AskWhy> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ id, given }: AskWhy): Promise<Found> {
    const path = fieldPath(given.field);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const [first, second] = path;
    if (isDecision(first)) {
      return whyDecided(this.parts, id, first, second, asOfOf(given) ?? {}, given.minPosition);
    }
    return this.ofField(id, path, given, limit);
  }

  private async ofField(id: string, path: FieldPath, given: Parameters, limit: number): Promise<Found> {
    const asOf = asOfOf(given) ?? {};
    const field = `/${path.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
    const list = `why ${field}`;
    const after = await orBadCursor(async () => (given.cursor === undefined ? null : readCursor(list, given.cursor)));
    const position = await positionThen(this.parts, asOf, given.minPosition, [customerView]);
    const person = await customerThen(this.parts, id, position, asOf);
    const { customer } = person;
    const { value, steps, count, more } = person.lineage(customerView, {
      of: (row) => valueAt(path, row),
      limit,
      ...(after && { before: { occurredAt: after.value ?? '', eventId: after.key } }),
    });
    const last = steps.at(-1);
    const next = more && last ? cursorAfter(list, last.occurredAt, last.eventId) : null;
    const events = steps.map(({ before, after: then, ...step }) => ({
      ...step,
      before: before ?? null,
      after: then ?? null,
    }));
    return {
      ...{ position, asOf },
      showings: [{ customer, handles: handleSet(person), row: { value: value ?? null, events } }],
      body: ([shown]) => ({
        customerId: customer,
        field,
        ...(shown as object),
        count,
        next,
        ...asOfView(asOf, position),
      }),
    };
  }
}

@Answers()
@Controller('v1/customers')
class WhyController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/why')
  @Documented({
    operation: 'explainCustomer',
    tag: 'customers',
    summary: 'Which events set a field of a customer’s view, newest first',
    description:
      'The history is folded once, in the order in which things happened, and every event that left the field with another ' +
      'value is listed with the value before and after. A corrected event counts as corrected and names its corrections; a ' +
      'retracted one sets nothing. For `/tiers`, `/segments` and `/signals` (or one rule of them, `/tiers/value-pyramid`) the decisions ' +
      'that hold, with the events that they name as evidence. Personal values as in the view.',
    params: { id: 'The customer, by any id it ever had' },
    query: {
      field: {
        type: 'string',
        examples: ['/totals/EUR/net', '/traits/name', '/tiers/value-pyramid'],
        description:
          'The place in the view: a JSON pointer, `/totals/EUR/net`, or names with dots between, `totals.EUR.net`',
      },
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 50 when absent' },
      ...AS_OF_QUERY,
      ...READ_QUERY,
    },
    headers: READ_HEADERS,
    answers: {
      200: {
        description: 'The value, the events that set it with `before` and `after`, and how many there are in all',
        schema: WHY,
      },
      ...READ_ANSWERS,
      ...AS_OF_ANSWERS,
    },
  })
  async show(@Param('id') id: string, @QueryString() query: unknown): Promise<Found> {
    const given = parametersOf(query, PARAMETERS);
    return this.queries.execute(new AskWhy(uuid('the id', id), given));
  }
}

export const why = { controllers: [WhyController], providers: [AskWhyHandler] };
