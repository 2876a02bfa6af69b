import { Body, Controller, HttpCode, Post, Query as QueryString, Req, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, invalid } from '@rapport/edge';
import { customerView } from '@rapport/projections';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer, type Found } from './answer';
import { viewOf } from './card';
import { decidedAbout } from './decided';
import { included } from './included';
import { lookupAbout } from './lookup.about';
import { parametersOf } from './parameters';
import { QueryParts } from './parts';
import { handleSet, peopleOf } from './person';
import { matchesOf, recognise, type AskedIdentifier, type Recognised, type Sighting } from './recognise';
import { rowsOf } from './rows-of';

const IDENTIFIERS_MAX = 20;
/** A switchboard's number stands for hundreds; nobody reads so many cards on the phone. */
const CARDS_MAX = 20;
const SURE = ['linked', 'shared', 'withdrawn'] as const;

class Recognise extends Query<Found> {
  constructor(
    readonly identifiers: readonly AskedIdentifier[],
    readonly minPosition: string | undefined,
  ) {
    super();
  }
}

const best = (sightings: readonly Sighting[]): number => Math.min(...sightings.map(({ sure }) => SURE.indexOf(sure)));

@QueryHandler(Recognise)
class RecogniseHandler implements IQueryHandler<Recognise> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ identifiers, minPosition }: Recognise): Promise<Found> {
    const { position, sightings, asked, edges } = await this.find(identifiers, minPosition);
    const ranked = [...sightings].sort(([, a], [, b]) => best(a) - best(b) || b.length - a.length);
    const people = await peopleOf(
      this.parts,
      ranked.slice(0, CARDS_MAX * 2).map(([customer]) => customer),
    );
    const [rows, decided] = await Promise.all([
      rowsOf(this.parts.db.manager, people),
      decidedAbout(this.parts, people),
    ]);
    // An identifier of many is nobody's: its own handle has no interactions, and is no person to show.
    const cards = people.filter(({ customer }) => rows.has(customer));
    const shown = cards.slice(0, CARDS_MAX);
    return {
      position,
      showings: shown.map((person) => {
        const { customer } = person;
        const handles = handleSet(person);
        const matches = matchesOf(sightings.get(customer)!, handles, edges);
        const view = viewOf(customer, person.handles, rows.get(customer)!, decided.get(customer));
        return { customer, handles, row: { matches, ...view } };
      }),
      body: (views) => ({
        identifiers: asked,
        cards: views,
        more: cards.length - shown.length + Math.max(0, ranked.length - CARDS_MAX * 2),
      }),
    };
  }

  /** The position and who it is at the same time, unless it must be waited for: both come before the rows. */
  private async find(
    identifiers: readonly AskedIdentifier[],
    minPosition: string | undefined,
  ): Promise<Recognised & { readonly position: string }> {
    const reached = included(this.parts, [customerView], minPosition);
    if (minPosition !== undefined) await reached;
    const [position, recognised] = await Promise.all([reached, recognise(this.parts, identifiers)]);
    return { ...recognised, position };
  }
}

@Controller('v1/customers/lookup')
class LookupController {
  constructor(
    private readonly queries: QueryBus,
    private readonly parts: QueryParts,
  ) {}

  @Post()
  @HttpCode(200)
  @Documented(lookupAbout)
  async lookUp(
    @Body() body: unknown,
    @QueryString() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    const { minPosition } = parametersOf(query, ['minPosition']);
    const found = await this.queries.execute(new Recognise(identifiersIn(body), minPosition));
    return answer(this.parts, request, reply, found);
  }
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0 && value.length <= 500;

const identifiersIn = (body: unknown): readonly AskedIdentifier[] => {
  const { identifiers, ...rest } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (!Array.isArray(identifiers) || identifiers.length === 0 || identifiers.length > IDENTIFIERS_MAX) {
    throw invalid(`identifiers must be a list of 1 to ${IDENTIFIERS_MAX}`);
  }
  if (Object.keys(rest).length > 0) throw invalid('a look-up has the member identifiers and no other');
  return identifiers.map((one: unknown) => {
    const { type, value, issuer } = (one ?? {}) as Record<string, unknown>;
    if (!isText(type) || !isText(value) || (issuer !== undefined && !isText(issuer))) {
      throw invalid('an identifier has a type, a value and perhaps an issuer: texts of at most 500 characters');
    }
    return { type, value, ...(issuer === undefined ? {} : { issuer }) } as AskedIdentifier;
  });
};

export const lookup = { controllers: [LookupController], providers: [RecogniseHandler] };
