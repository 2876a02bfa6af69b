import { Body, Controller, Get, Put } from '@nestjs/common';
import { Documented, controlPipe, shapes } from '@rapport/edge';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { IngestParts } from './parts';

class Source {
  @Matches(/^[\x21-\x7e]{1,200}$/) prefix!: string;
  @Matches(/^[A-Za-z0-9._-]{1,100}$/) namespace!: string;
  @IsOptional() @Matches(/^[A-Z]{2}$/) defaultCountry?: string;
  @IsOptional() @IsString() @Length(1, 500) note?: string;
}

const { listOf, maybe, named, record, text } = shapes;
const KEY_FIELDS = {
  prefix: text('Of the source’s name; the longest that fits counts'),
  namespace: text('Issuer of identifiers that name none'),
};
const note = { ...text(), maxLength: 500 };
const defaultCountry = text(
  'Of phone numbers without a country code (ISO 3166-1 alpha-2); without it they are refused',
);
/** As it is sent, and given back. */
const REGISTERED = record(KEY_FIELDS, { note: maybe(note), defaultCountry: maybe(defaultCountry) });
const SOURCE = named('Source', record({ ...KEY_FIELDS, defaultCountry: maybe(defaultCountry), note: maybe(note) }));

@Controller('v1/sources')
class SourcesController {
  constructor(private readonly parts: IngestParts) {}

  @Get()
  @Documented({
    operation: 'listSources',
    tag: 'administration',
    summary: 'Registered sources',
    description: 'A source that is not registered may write; its namespace is the first segment of its name.',
    answers: { 200: { description: 'By prefix', schema: record({ sources: listOf(SOURCE) }) } },
  })
  async list(): Promise<object> {
    return { sources: await this.parts.sources.list() };
  }

  @Put()
  @Documented({
    operation: 'putSource',
    tag: 'administration',
    summary: 'Register a source, or change it',
    description: 'Changes count for events that come from now on; what is recorded stays as it is.',
    body: {
      schema: record(KEY_FIELDS, { note, defaultCountry }),
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
    answers: {
      200: { description: 'As registered now; what was left out is absent', schema: REGISTERED },
      400: 'Some fields are not as they should be',
    },
  })
  async put(@Body(controlPipe) source: Source): Promise<object> {
    await this.parts.sources.put({ ...source });
    return source;
  }
}

export const sources = { controllers: [SourcesController], providers: [] };
