import { Controller, Get, Header } from '@nestjs/common';
import { Documented } from '@rapport/edge';
import { asyncApi } from './asyncapi/document';

@Controller()
class AsyncApiController {
  private document: string | undefined;

  @Get('asyncapi.json')
  @Header('content-type', 'application/json')
  @Documented({
    tag: 'log',
    summary: 'The AsyncAPI 3.0 document: topics, messages and the stream',
    description: 'The same file lies in `docs/reference/asyncapi.json`.',
    answers: { 200: 'The document' },
  })
  show(): string {
    return (this.document ??= JSON.stringify(asyncApi()));
  }
}

export const asyncApiDocument = { controllers: [AsyncApiController], providers: [] };
