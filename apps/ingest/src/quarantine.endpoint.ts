import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { CallerOf, Documented, actorOf, notFound, parametersOf, routeOf, type Caller } from '@rapport/edge';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IngestParts } from './parts';
import { FILTER, FILTER_NAMES, PAGE, filterOf, pageFrom, pageOf } from './quarantine-filter';
import { OPENED_INPUT, REFUSED_INPUTS } from './quarantine.shape';
import { RefusedOpenings } from './refused-openings';

@Controller('v1/quarantine')
class QuarantineController {
  constructor(
    private readonly parts: IngestParts,
    private readonly openings: RefusedOpenings,
  ) {}

  @Get()
  @Documented({
    operation: 'listQuarantine',
    tag: 'administration',
    summary: 'Refused input, newest first',
    description: 'Reasons and sources; the raw bytes are sealed and shown one at a time. Kept for 30 days.',
    query: { ...FILTER, ...PAGE },
    answers: {
      200: { description: 'A page', schema: REFUSED_INPUTS },
      400: 'A parameter is unknown or not well formed',
    },
  })
  list(@Query() query: unknown): Promise<object> {
    const given = parametersOf(query, [...FILTER_NAMES, 'limit', 'cursor'] as const);
    const { quarantine } = this.parts.admission;
    return pageFrom(() => quarantine.list({ ...filterOf(given), ...pageOf(given) }));
  }

  @Get(':id')
  @Documented({
    operation: 'showQuarantined',
    tag: 'administration',
    summary: 'One refused input with its raw bytes',
    description:
      'Who looked is in the log of openings before the answer leaves. `raw` is null when it cannot be opened.',
    params: { id: 'From the refusal or the list' },
    answers: { 200: { description: 'The input as it came', schema: OPENED_INPUT }, 404: 'Nothing has this id' },
  })
  async show(
    @Param('id') id: string,
    @CallerOf() { keyId, role }: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const actor = actorOf(request);
    const found = await this.parts.admission.quarantine.find(id);
    if (!found) throw notFound('refused input');
    if (found.raw !== null) {
      const route = `${request.method} ${routeOf(request)}`;
      const opened = { refusedInput: found.id, classes: ['content'], cells: 1 };
      await this.openings.record({ keyId, role, actor, route, requestId: request.id, ...opened });
    }
    void reply.header('cache-control', 'no-store');
    return found;
  }
}

export const quarantine = { controllers: [QuarantineController], providers: [RefusedOpenings] };
