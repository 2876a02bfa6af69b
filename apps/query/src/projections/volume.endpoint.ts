import { Controller, Get, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { csvOf, Documented, invalid, parametersOf } from '@rapport/edge';
import { interactionVolume, interactionVolumeTable, VOLUME_PARTS, volumeOf } from '@rapport/projections';
import { pastTable, type BuiltPast } from '@rapport/read-db';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { AS_OF_QUERY, asOfOf, asOfView, type AsOf } from '../as-of';
import { READ_ANSWERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { QueryParts } from '../parts';
import { orGone } from '../pasts/gone';
import { builtAsOf } from '../pasts/rows-then';
import { VOLUME_PARAMETERS, type VolumeParameters, volumeQuestion } from './volume-question';
import { VOLUME } from './volume.shape';

const VOLUME_TABLE = { projection: interactionVolume, table: interactionVolumeTable };

class CountVolume extends Query<Found> {
  constructor(readonly given: VolumeParameters) {
    super();
  }
}

@QueryHandler(CountVolume)
class CountVolumeHandler implements IQueryHandler<CountVolume> {
  constructor(private readonly parts: QueryParts) {}

  async execute({ given }: CountVolume): Promise<Found> {
    const question = volumeQuestion(given);
    const asOf = asOfOf(given);
    const past = asOf && (await this.#then(asOf, given.minPosition));
    const position = past?.position ?? (await included(this.parts, [interactionVolume], given.minPosition));
    const table = past ? pastTable(VOLUME_TABLE, past.table!).table : interactionVolumeTable;
    const counts = await volumeOf(this.parts.db.manager, question, table).catch(orGone);
    const { by, zone, split } = question;
    const parts = VOLUME_PARTS.filter((part) => split.includes(part));
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    return {
      ...{ position, asOf },
      showings: [],
      body: () => ({ by, zone, total, counts, ...(asOf && asOfView(asOf, position)) }),
      csv: {
        next: null,
        text: () => csvOf(['at', ...parts, 'count'], counts.map((one) => [one.at, ...parts.map((part) => one[part]), one.count])), // prettier-ignore
      },
    };
  }

  #then(asOf: AsOf, minPosition: string | undefined): Promise<BuiltPast> {
    if (minPosition !== undefined) throw invalid('minPosition says what now must include; the past has its own');
    return builtAsOf(this.parts, VOLUME_TABLE, asOf);
  }
}

const several = (what: string) => ({ type: 'string', description: `${what}; several with commas between` });

@Answers()
@Controller('v1/volume')
class VolumeController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'showVolume',
    tag: 'customers',
    summary: 'How much came, when, over which channel, and how it ended',
    description:
      'Counts interactions and what back offices report, as corrected, by local hour, day or month of any zone. It is counted by quarters of an hour, so zones that are half or three quarters of an hour off are exact too. Buckets in which nothing came are left out. As of a moment in the past once somebody had `interaction-volume` built as of it (`POST /v1/pasts`). As CSV with `Accept: text/csv`.',
    query: {
      by: { type: 'string', enum: ['hour', 'day', 'month'], description: 'Length of a bucket; day when absent' },
      zone: { type: 'string', description: "IANA zone, such as Asia/Shanghai; the company's when absent" },
      split: {
        type: 'string',
        description: 'Count apart by these, with commas between: channel, type, source, outcome',
      },
      channel: several('Only this channel'),
      type: several('Only this event type'),
      source: several('Only this source'),
      outcome: several('Only what ended so: outcome, disposition or resolution'),
      from: {
        type: 'string',
        description: 'Happened at or after: a day of the zone, or a moment at a quarter of an hour',
      },
      to: { type: 'string', description: 'Happened before: a day of the zone, or a moment at a quarter of an hour' },
      ...AS_OF_QUERY,
      ...READ_QUERY,
    },
    answers: {
      200: { description: 'The counts', schema: VOLUME, also: { 'text/csv': { type: 'string' } } },
      400: READ_ANSWERS[400],
      409: 'Nobody has had it built as of these moments, or minPosition is of another history',
      503: READ_ANSWERS[503],
    },
  })
  async show(@QueryString() query: unknown): Promise<Found> {
    return this.queries.execute(new CountVolume(parametersOf(query, VOLUME_PARAMETERS)));
  }
}

export const volume = { controllers: [VolumeController], providers: [CountVolumeHandler] };
