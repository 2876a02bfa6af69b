import { Body, Controller, Get, Put } from '@nestjs/common';
import { Documented, controlPipe } from '@rapport/edge';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { IngestParts } from './parts';

class Source {
  @Matches(/^[\x21-\x7e]{1,200}$/) prefix!: string;
  @Matches(/^[A-Za-z0-9._-]{1,100}$/) namespace!: string;
  @IsOptional() @Matches(/^[A-Z]{2}$/) defaultCountry?: string;
  @IsOptional() @IsString() @Length(1, 500) note?: string;
}

const SOURCE = {
  type: 'object',
  required: ['prefix', 'namespace'],
  properties: {
    prefix: { type: 'string', description: 'Of the source’s name; the longest that fits counts' },
    namespace: { type: 'string', description: 'Issuer of identifiers that name none' },
    note: { type: 'string', maxLength: 500 },
    defaultCountry: { type: 'string', description: 'Of phone numbers without a country code (ISO 3166-1 alpha-2)' },
  },
};

@Controller('v1/sources')
class SourcesController {
  constructor(private readonly parts: IngestParts) {}

  @Get()
  @Documented({
    tag: 'administration',
    summary: 'Registered sources',
    description: 'A source that is not registered may write; its namespace is the first segment of its name.',
    answers: { 200: 'By prefix' },
  })
  async list(): Promise<object> {
    return { sources: await this.parts.sources.list() };
  }

  @Put()
  @Documented({
    tag: 'administration',
    summary: 'Register a source, or change it',
    description: 'Changes count for events that come from now on; what is recorded stays as it is.',
    body: {
      schema: SOURCE,
      examples: {
        tills: {
          summary: 'The tills of Berlin',
          status: 200,
          value: { prefix: 'pos/berlin', namespace: 'pos', defaultCountry: 'DE' },
        },
        noCountry: {
          summary: 'A country needs two capitals',
          status: 400,
          value: { prefix: 'pos', namespace: 'pos', defaultCountry: 'Germany' },
        },
      },
    },
    answers: { 200: 'As registered now', 400: 'Some fields are not as they should be' },
  })
  async put(@Body(controlPipe) source: Source): Promise<object> {
    await this.parts.sources.put({ ...source });
    return source;
  }
}

export const sources = { controllers: [SourcesController], providers: [] };
