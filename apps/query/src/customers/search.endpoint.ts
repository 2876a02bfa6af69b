import { Body, Controller, HttpCode, Post, Query as QueryString, Req } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { type Caller, CallerOf, Documented, parametersOf, Problem, SEES_PERSONAL } from '@rapport/edge';
import { customerView, searchCustomers } from '@rapport/projections';
import { membership } from '@rapport/read-db';
import type { FastifyRequest } from 'fastify';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_PARAMETERS, asOfOf, type AsOf } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import { viewOf } from './card';
import { decidedAbout } from '../decisions/decided';
import { included } from '../included';
import { QueryParts } from '../parts';
import { handleSet, peopleOf } from '../person';
import { searchAbout } from './search.about';
import { searchRequestOf, type SearchRequest } from './search-request';
import { searchThen } from './search-then';

class SearchCustomers extends Query<Found> {
  constructor(
    readonly request: SearchRequest,
    readonly asOf: AsOf | undefined,
    readonly minPosition: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(SearchCustomers)
class SearchCustomersHandler implements IQueryHandler<SearchCustomers> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ request, asOf, minPosition }: SearchCustomers): Promise<Found> {
    if (asOf) return searchThen(this.parts, request, asOf, minPosition);
    const { words, filter, order, cursor, limit } = request;
    const position = await included(this.parts, [customerView], minPosition);
    const ids = words.length > 0 ? await this.withWords(words) : undefined;
    const page = await orBadCursor(() =>
      searchCustomers(this.parts.db.manager, { ...filter, ...(ids ? { ids } : {}) }, { order, cursor, limit }),
    );
    const people = await peopleOf(
      this.parts,
      page.rows.map(({ key }) => key),
    );
    const decided = await decidedAbout(this.parts, people);
    return {
      position,
      showings: people.map((person, index) => ({
        customer: person.customer,
        handles: handleSet(person),
        row: viewOf(person.customer, person.handles, page.rows[index]!, decided.get(person.customer)),
      })),
      body: (customers) => ({ customers, next: page.next }),
    };
  }

  private async withWords(words: readonly string[]): Promise<readonly string[]> {
    const handles = await this.parts.vault.search(words);
    return [...new Set((await membership(this.parts.pool).resolve(handles)).values())];
  }
}

@Answers()
@Controller('v1/customers/search')
class SearchController {
  constructor(private readonly queries: QueryBus) {}

  @Post()
  @HttpCode(200)
  @Documented(searchAbout)
  async search(
    @Body() body: unknown,
    @QueryString() query: unknown,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<Found> {
    const asked = searchRequestOf(body);
    if (asked.words.length > 0 && !SEES_PERSONAL.has(caller.role)) {
      // Finding somebody by a word of a sealed text would tell what the text says.
      throw new Problem(403, 'not-allowed', `the role ${caller.role} may not search in personal texts`);
    }
    const given = parametersOf(query, ['minPosition', ...AS_OF_PARAMETERS]);
    const wish = new SearchCustomers(asked, asOfOf(given), given.minPosition);
    return this.queries.execute(wish);
  }
}

export const search = { controllers: [SearchController], providers: [SearchCustomersHandler] };
