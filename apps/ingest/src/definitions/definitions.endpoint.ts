import { Body, Controller, Delete, HttpCode, Param, Post, Query as QueryString, Res } from '@nestjs/common';
import { CallerOf, Documented, type Caller, invalid, parametersOf } from '@rapport/edge';
import type { FastifyReply } from 'fastify';
import { IngestParts } from '../parts';
import { DEFINED, DROPPED, PREVIEW } from './definition.shape';
import { CALLS_BY_QUEUE, DEFINITION_SCHEMA } from './definitions.about';
import { defineProjection, dropProjection } from './define-projection';
import { preview, type Preview } from './preview';

const promoteOf = (query: unknown): boolean => {
  const { promote = 'true' } = parametersOf(query, ['promote']);
  if (promote !== 'true' && promote !== 'false') throw invalid('promote must be true or false');
  return promote === 'true';
};

@Controller('v1/projections')
class DefinitionsController {
  constructor(private readonly parts: IngestParts) {}

  @Post()
  @HttpCode(201)
  @Documented({
    operation: 'defineProjection',
    tag: 'administration',
    summary: 'Describe a projection, or describe it anew',
    description:
      'A closed language (docs/how-to/ask-a-new-question.md); nothing of the document is run. It is built over the whole history beside what is live, and kept from then on like any other projection. The same name with another document is its next version: the one before serves until the next is built.',
    query: {
      promote: { type: 'boolean', default: true, description: 'false: once built it waits for POST /v1/replays/{id}/promote' }, // prettier-ignore
    },
    body: {
      schema: DEFINITION_SCHEMA,
      examples: {
        calls: { summary: 'How are calls answered, by queue and month?', status: 201, value: CALLS_BY_QUEUE },
        personal: {
          summary: 'Personal fields are never grouped by',
          status: 422,
          value: { ...CALLS_BY_QUEUE, by: ['transcript'] },
        },
      },
    },
    answers: {
      200: { description: 'It is described like that already', schema: DEFINED },
      201: { description: 'Described; see GET /v1/projections/{name} for how far the build is', schema: DEFINED },
      409: 'The name is one of Rapport’s own',
      422: 'Something in it cannot be; `faults` lists each place (JSON Pointer) and what is allowed there',
      503: 'Repeat after Retry-After',
    },
  })
  async define(
    @Body() document: unknown,
    @QueryString() query: unknown,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const promote = promoteOf(query);
    const { version, isNew, position } = await defineProjection(
      this.parts,
      document,
      promote,
      caller.keyId,
      new Date(),
    );
    void reply.code(isNew ? 201 : 200).headers({
      ...{ 'rapport-position': position, location: `/v1/projections/${version.name}` },
    });
    return { ...version, position };
  }

  @Post('preview')
  @HttpCode(200)
  @Documented({
    operation: 'previewProjection',
    tag: 'administration',
    summary: 'What a description would give, from a sample, and what building it would take',
    description:
      'Answers within about two seconds from the newest 20,000 events at most; nothing is kept. `rows` are the first 100, `sample` says which events they are of, `estimatedSeconds` how long the build over everything would take at that speed.',
    body: {
      schema: DEFINITION_SCHEMA,
      examples: { calls: { summary: 'How are calls answered?', status: 200, value: CALLS_BY_QUEUE } },
    },
    answers: {
      200: { description: 'Rows of the sample, and the estimate', schema: PREVIEW },
      409: 'The name is one of Rapport’s own',
      422: 'Something in it cannot be; `faults` lists each place (JSON Pointer) and what is allowed there',
      503: 'Repeat after Retry-After',
    },
  })
  async preview(@Body() document: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<Preview> {
    void reply.header('cache-control', 'no-store');
    return preview(this.parts, document);
  }

  @Delete(':name')
  @HttpCode(200)
  @Documented({
    operation: 'dropProjection',
    tag: 'administration',
    summary: 'Drop a described projection',
    description: 'Its rows go; that it was there stays in the log, and the log can make it again.',
    params: { name: 'Projection' },
    answers: {
      200: { description: 'Dropped', schema: DROPPED },
      404: 'Nobody described a projection of this name',
      503: 'Repeat after Retry-After',
    },
  })
  async drop(
    @Param('name') name: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const position = await dropProjection(this.parts, name, caller.keyId, new Date());
    void reply.header('rapport-position', position);
    return { name, dropped: true, position };
  }
}

export const definitions = { controllers: [DefinitionsController], providers: [] };
