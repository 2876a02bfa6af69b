import { Body, Controller, HttpCode, Post, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Documented, invalid, parametersOf } from '@rapport/edge';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { viewOf } from './card';
import { CARD_VIEW } from './cards';
import { readIncluded } from '../included';
import { lookupAbout } from './lookup.about';
import { QueryParts } from '../parts';
import { handleSet } from '../person';
import { recogniseAsked, type AskedIdentifier } from './recognise';

const IDENTIFIERS_MAX = 20;
/** A switchboard's number stands for hundreds; nobody reads so many cards on the phone. */
const CARDS_MAX = 20;

class Recognise extends Query<Found> {
  constructor(
    readonly identifiers: readonly AskedIdentifier[],
    readonly minPosition: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(Recognise)
class RecogniseHandler implements IQueryHandler<Recognise> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ identifiers, minPosition }: Recognise): Promise<Found> {
    const read = () => recogniseAsked(this.parts, identifiers, CARDS_MAX * 2);
    const { position, asked, people, count } = await readIncluded(this.parts, CARD_VIEW, minPosition, read);
    // An identifier of many is nobody's: its own handle has no interactions, and is no person to show.
    const cards = people.filter(({ row }) => row !== null);
    const shown = cards.slice(0, CARDS_MAX);
    return {
      position,
      showings: shown.map((person) => {
        const { customer, handles, matches, row, decided, tasks } = person;
        const view = { matches, ...viewOf(customer, handles, row, decided), tasks };
        return { customer, handles: handleSet(person), row: view };
      }),
      body: (views) => ({
        identifiers: asked,
        cards: views,
        more: count - people.length + cards.length - shown.length,
      }),
    };
  }
}

@Answers()
@Controller('v1/customers/lookup')
class LookupController {
  constructor(private readonly queries: QueryBus) {}

  @Post()
  @HttpCode(200)
  @Documented(lookupAbout)
  async lookUp(@Body() body: unknown, @QueryString() query: unknown): Promise<Found> {
    const { minPosition } = parametersOf(query, ['minPosition']);
    return this.queries.execute(new Recognise(identifiersIn(body), minPosition));
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
