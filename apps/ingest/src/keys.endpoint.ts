import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  CallerOf,
  Documented,
  ROLES,
  Problem,
  Optional,
  controlPipe,
  notFound,
  shapes,
  type Caller,
  type Role,
} from '@rapport/edge';
import { ArrayMaxSize, IsArray, IsIn, IsString, Length, Matches } from 'class-validator';
import { IngestParts } from './parts';

class NewKey {
  @IsIn(ROLES) role!: Role;
  @IsString() @Length(1, 100) name!: string;
  @Optional() @IsArray() @ArrayMaxSize(100) @Matches(/^[\x21-\x7e]{1,200}$/, { each: true }) sources?: string[];
}

const { listOf, maybe, moment, named, record, text, word } = shapes;
const KEY_FIELDS = {
  role: word(ROLES),
  name: text(),
  sources: listOf(text(), 'Prefixes it may write for; empty = all'),
};
const KEY = named(
  'AccessKey',
  record({ keyId: text('Its public part'), ...KEY_FIELDS, created: moment(), revoked: maybe(moment()) }),
);

@Controller('v1/keys')
class KeysController {
  constructor(private readonly parts: IngestParts) {}

  @Get()
  @Documented({
    operation: 'listKeys',
    tag: 'administration',
    summary: 'All access keys, without their secrets',
    answers: {
      200: {
        description: 'Oldest first',
        schema: record({ keys: listOf(KEY) }),
      },
    },
  })
  async list(): Promise<object> {
    return { keys: await this.parts.keys.list() };
  }

  @Post()
  @Documented({
    operation: 'mintKey',
    tag: 'administration',
    summary: 'Make an access key',
    description: 'The text is in this answer and nowhere else.',
    body: {
      schema: {
        type: 'object',
        required: ['role', 'name'],
        properties: KEY_FIELDS,
      },
      examples: {
        till: {
          summary: 'A key for the tills of Berlin',
          status: 201,
          value: { role: 'integrator', name: 'tills of Berlin', sources: ['pos/berlin'] },
        },
        noRole: { summary: 'There is no such role', status: 400, value: { role: 'boss', name: 'x' } },
      },
    },
    answers: {
      201: { description: 'Made', schema: record({ key: KEY, text: text('What its holder sends') }) },
      400: 'Some fields are not as they should be',
    },
  })
  mint(@Body(controlPipe) key: NewKey): Promise<object> {
    return this.parts.keys.mint(key);
  }

  @Delete(':id')
  @HttpCode(204)
  @Documented({
    operation: 'revokeKey',
    tag: 'administration',
    summary: 'End a key for ever',
    description: 'Noticed by every process within two seconds. A key cannot end itself.',
    params: { id: 'The public part of the key' },
    answers: { 204: 'Ended', 404: 'No such live key', 409: 'It is the key of this request' },
  })
  async revoke(@Param('id') id: string, @CallerOf() caller: Caller): Promise<void> {
    if (id === caller.keyId) throw new Problem(409, 'own-key', 'a key cannot end itself; use another admin key');
    if (!(await this.parts.keys.revoke(id))) throw notFound('live key');
  }
}

export const keys = { controllers: [KeysController], providers: [] };
