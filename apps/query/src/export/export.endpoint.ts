import { Readable } from 'node:stream';
import { Controller, Get, Param, Query as QueryString, Req, Res } from '@nestjs/common';
import {
  acceptedOf,
  actorOf,
  CallerOf,
  Documented,
  invalid,
  parametersOf,
  routeOf,
  uuid,
  type Caller,
} from '@rapport/edge';
import { policyActions, tasks, timeline, value } from '@rapport/projections';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CARD_PARTS, CARD_VIEW, cardOf, findWithCards } from '../customers/cards';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { decidedUpTo } from '../decisions/decided';
import { included, readIncluded } from '../included';
import { QueryParts } from '../parts';
import { known } from '../person';
import { asHtml } from './as-html';
import { asJson } from './as-json';
import { asText } from './as-text';
import { Everything } from './everything';
import { EVERYTHING } from './export.shape';
import { written, type Writing } from './section';

const FORMS = { json: asJson, html: asHtml, text: asText } as const;
type Form = keyof typeof FORMS;
const TYPES: Readonly<Record<string, Form>> = {
  'application/json': 'json',
  'text/html': 'html',
  'text/plain': 'text',
};

/** @throws Problem 400 */
const formOf = (asked: string | undefined, accept: string | undefined): Form => {
  if (asked === undefined) return TYPES[acceptedOf(accept, ['application/json', 'text/html', 'text/plain'])]!;
  if (!Object.hasOwn(FORMS, asked)) throw invalid(`format must be one of ${Object.keys(FORMS).join(', ')}`);
  return asked as Form;
};

/** A page of somebody's data must run nothing, call nobody, and stay in no cache. */
const headersOf = ({ type, extension }: Writing, customer: string, position: string) => ({
  'content-type': type,
  'content-disposition': `attachment; filename="customer-${customer}.${extension}"`,
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cache-control': 'no-store',
  vary: 'authorization, accept',
  ...(position === '' ? {} : { 'rapport-position': position }),
});

@Controller('v1/customers')
class ExportController {
  constructor(private readonly parts: QueryParts) {}

  @Get(':id/export')
  @Documented({
    operation: 'exportCustomer',
    tag: 'privacy',
    summary: 'Everything known about a person, for that person to read',
    description:
      'Identifiers, profile, consents, classes and signals with their reasons, tasks, what policies did, every event with its ' +
      'fields opened, refused input, and who looked. JSON, a page (HTML) or plain text, by `format` or Accept. Each part that is opened stands in the ' +
      'log of openings before it is sent.',
    params: { id: 'The customer, by any id it ever had' },
    query: {
      format: { type: 'string', enum: Object.keys(FORMS), description: 'Instead of the Accept header' },
      ...READ_QUERY,
    },
    headers: READ_HEADERS,
    answers: {
      200: {
        description: 'All of it, as a stream',
        schema: EVERYTHING,
        also: { 'text/html': { type: 'string' }, 'text/plain': { type: 'string' } },
      },
      ...READ_ANSWERS,
    },
  })
  async show(
    @Param('id') id: string,
    @QueryString() query: unknown,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { format, minPosition } = parametersOf(query, ['format', 'minPosition'] as const);
    const form = formOf(format, request.headers.accept);
    const actor = actorOf(request);
    await included(this.parts, [timeline, value, tasks, policyActions], minPosition);
    const upTo = await decidedUpTo(this.parts, minPosition);
    const asked = uuid('the id', id);
    const read = () => findWithCards(this.parts.keyed, [asked], CARD_PARTS);
    const { position, ...found } = await readIncluded(this.parts, CARD_VIEW, minPosition, read);
    const person = known(found.people[0]);
    const about = { caller, actor, position, route: `GET ${routeOf(request)}`, requestId: request.id };
    const everything = new Everything(this.parts, { person, card: cardOf(person, found), upTo }, about);
    const how = FORMS[form]({ customerId: person.customer, exportedAt: new Date().toISOString(), position });
    const text = written(everything.sections(), how);
    // The status line waits for the first part: what fails before it is an ordinary problem.
    const [begin, first] = [await text.next(), await text.next()];
    const pieces = async function* (): AsyncGenerator<string> {
      yield `${String(begin.value)}${first.done ? '' : first.value}`;
      yield* text;
    };
    void reply.headers(headersOf(how, person.customer, position));
    await reply.send(Readable.from(pieces(), { objectMode: false }));
  }
}

export const exportOfCustomer = { controllers: [ExportController], providers: [] };
