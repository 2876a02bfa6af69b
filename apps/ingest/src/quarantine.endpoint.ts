import { Controller, Get, Param, Query } from '@nestjs/common';
import { Documented, invalid, notFound } from '@rapport/edge';
import { IngestParts } from './parts';

const LIMIT_MAX = 500;

@Controller('v1/quarantine')
class QuarantineController {
  constructor(private readonly parts: IngestParts) {}

  @Get()
  @Documented({
    tag: 'administration',
    summary: 'Refused input, newest first',
    description: 'Reasons and sources; the raw bytes are sealed and shown one at a time.',
    query: {
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, description: 'At most that many; 100 when absent' },
      cursor: { type: 'string', description: '`next` of the page before' },
    },
    answers: { 200: 'A page', 400: 'The limit or cursor is none' },
  })
  async list(@Query('limit') limit = '100', @Query('cursor') cursor?: string): Promise<object> {
    const size = Number(limit);
    if (!Number.isInteger(size) || size < 1 || size > LIMIT_MAX) throw invalid(`limit must be 1 to ${LIMIT_MAX}`);
    try {
      return await this.parts.admission.quarantine.list({ limit: size, ...(cursor === undefined ? {} : { cursor }) });
    } catch (error) {
      throw error instanceof RangeError ? invalid('the cursor is not one of ours') : error;
    }
  }

  @Get(':id')
  @Documented({
    tag: 'administration',
    summary: 'One refused input with its raw bytes',
    params: { id: 'From the refusal or the list' },
    answers: { 200: 'The input as it came', 404: 'Nothing has this id' },
  })
  async show(@Param('id') id: string): Promise<object> {
    const found = await this.parts.admission.quarantine.find(id);
    if (!found) throw notFound('refused input');
    return found;
  }
}

export const quarantine = { controllers: [QuarantineController], providers: [] };
