import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { Documented, notFound, parametersOf } from '@rapport/edge';
import type { FastifyReply } from 'fastify';
import { IngestParts } from './parts';
import { FILTER, FILTER_NAMES, PAGE, filterOf, pageFrom, pageOf } from './quarantine-filter';

@Controller('v1/quarantine')
class QuarantineController {
  constructor(private readonly parts: IngestParts) {}

  @Get()
  @Documented({
    tag: 'administration',
    summary: 'Refused input, newest first',
    description: 'Reasons and sources; the raw bytes are sealed and shown one at a time. Kept for 30 days.',
    query: { ...FILTER, ...PAGE },
    answers: { 200: 'A page; `next` is null on the last one', 400: 'A parameter is unknown or not well formed' },
  })
  list(@Query() query: unknown): Promise<object> {
    const given = parametersOf(query, [...FILTER_NAMES, 'limit', 'cursor'] as const);
    const { quarantine } = this.parts.admission;
    return pageFrom(() => quarantine.list({ ...filterOf(given), ...pageOf(given) }));
  }

  @Get(':id')
  @Documented({
    tag: 'administration',
    summary: 'One refused input with its raw bytes',
    params: { id: 'From the refusal or the list' },
    answers: { 200: 'The input as it came', 404: 'Nothing has this id' },
  })
  async show(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const found = await this.parts.admission.quarantine.find(id);
    if (!found) throw notFound('refused input');
    void reply.header('cache-control', 'no-store');
    return found;
  }
}

export const quarantine = { controllers: [QuarantineController], providers: [] };
