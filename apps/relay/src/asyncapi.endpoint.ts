import { Controller, Get, Header } from '@nestjs/common';
import { Documented, shapes } from '@rapport/edge';
import { asyncApi } from './asyncapi/document';

const { anything, mapOf, record, text } = shapes;
const parts = mapOf(anything());
const DOCUMENT = record({
  asyncapi: text('Version of the specification'),
  id: text(),
  info: parts,
  defaultContentType: text(),
  servers: parts,
  channels: parts,
  operations: parts,
  components: parts,
});

@Controller()
class AsyncApiController {
  private document: string | undefined;

  @Get('asyncapi.json')
  @Header('content-type', 'application/json')
  @Documented({
    operation: 'showAsyncApi',
    tag: 'log',
    summary: 'The AsyncAPI 3.0 document: topics, messages and the stream',
    description: 'The same file lies in `docs/reference/asyncapi.json`.',
    answers: { 200: { description: 'The document', schema: DOCUMENT } },
  })
  show(): string {
    return (this.document ??= JSON.stringify(asyncApi()));
  }
}

export const asyncApiDocument = { controllers: [AsyncApiController], providers: [] };
