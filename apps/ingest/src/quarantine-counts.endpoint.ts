import { Controller, Get, Query } from '@nestjs/common';
import { Documented, parametersOf } from '@rapport/edge';
import { IngestParts } from './parts';
import { FILTER, FILTER_NAMES, PAGE, filterOf, pageFrom, pageOf } from './quarantine-filter';
import { QUARANTINE_COUNTS } from './quarantine.shape';
import { SETTLED_INPUTS } from './settled.shape';

@Controller('v1/quarantine')
class QuarantineCountsController {
  constructor(private readonly parts: IngestParts) {}

  @Get('counts')
  @Documented({
    operation: 'countQuarantine',
    tag: 'administration',
    summary: 'Refused input by source and reason',
    description:
      '`counts`: what is kept, the most first; `entries` are different inputs, `times` how often they came. `overflow`: what ' +
      'was only counted, by day (UTC), because its key’s share of the quarantine was full; all of it, whatever the filter.',
    query: FILTER,
    answers: {
      200: { description: 'Counts', schema: QUARANTINE_COUNTS },
      400: 'A parameter is unknown or not well formed',
    },
  })
  async counts(@Query() query: unknown): Promise<object> {
    const { quarantine } = this.parts.admission;
    const filter = filterOf(parametersOf(query, FILTER_NAMES));
    const [counts, overflow] = await Promise.all([quarantine.counts(filter), quarantine.overflow()]);
    return { counts, overflow };
  }

  @Get('settled')
  @Documented({
    operation: 'listSettledQuarantine',
    tag: 'administration',
    summary: 'What became of refused input, and who saw to it',
    description: 'Redriven as it came, repaired, or dismissed; newest first. What merely expired is not in it.',
    query: PAGE,
    answers: {
      200: { description: 'A page', schema: SETTLED_INPUTS },
      400: 'A parameter is unknown or not well formed',
    },
  })
  settled(@Query() query: unknown): Promise<object> {
    const page = pageOf(parametersOf(query, ['limit', 'cursor'] as const));
    return pageFrom(() => this.parts.admission.settlement.settled(page));
  }
}

export const quarantineCounts = { controllers: [QuarantineCountsController], providers: [] };
