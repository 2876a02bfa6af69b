import { Body, Controller, Delete, Headers, Param, Query, Res } from '@nestjs/common';
import { CallerOf, Documented, invalid, parametersOf, unavailable, uuidPipe, type Caller } from '@rapport/edge';
import { GROUNDS, type Ground } from '@rapport/events';
import { LedgerFault } from '@rapport/vault';
import type { FastifyReply } from 'fastify';
import { IngestParts } from '../parts';
import { storeProblem } from '../store-answers';
import { certificateOf } from './certificate';
import { eraseAbout } from './erase.about';
import { ErasureKeeper } from './keeper';
import { previewOf } from './preview';

interface Why {
  readonly reason: string;
  readonly ground: Ground;
}

const PRINTABLE = /^[^\p{Cc}\p{Cs}]{3,200}$/u;

/** @throws Problem 400 */
const whyOf = (body: unknown, headers: Readonly<Record<string, string | undefined>>): Why => {
  const { reason, ground, ...rest } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  if (Object.keys(rest).length > 0) throw invalid('an erasure has the members reason and ground and no other');
  const said = reason ?? headers['rapport-reason'];
  const why = ground ?? headers['rapport-ground'] ?? 'request';
  if (typeof said !== 'string' || !PRINTABLE.test(said.trim())) throw invalid('reason must be 3 to 200 characters');
  if (!GROUNDS.includes(why as Ground)) throw invalid(`ground must be one of ${GROUNDS.join(', ')}`);
  return { reason: said.trim(), ground: why as Ground };
};

const isPreview = (query: unknown): boolean => {
  const { preview = 'false' } = parametersOf(query, ['preview']);
  if (preview !== 'true' && preview !== 'false') throw invalid('preview must be true or false');
  return preview === 'true';
};

/** What keeps an erasure from going on now; it has begun, and goes on as soon as it can. */
const waiting = (error: unknown): unknown =>
  error instanceof LedgerFault
    ? unavailable(
        'ledger-away',
        'the erasure ledger cannot be written; nothing is erased before it is. The log says more',
        30,
      )
    : storeProblem(error);

@Controller('v1/customers')
class EraseController {
  constructor(
    private readonly keeper: ErasureKeeper,
    private readonly parts: IngestParts,
  ) {}

  @Delete(':id')
  @Documented(eraseAbout)
  async erase(
    @Param('id', uuidPipe) id: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Headers() headers: Record<string, string | undefined>,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    void reply.header('cache-control', 'no-store');
    const erasures = await this.keeper.erasures();
    const { privacy } = this.parts;
    if (isPreview(query)) return previewOf(erasures.means, id, privacy.approvals);
    const wish = { id, ...whyOf(body, headers), by: caller.keyId };
    try {
      const erasure = await erasures.ask(wish);
      void reply.code(erasure.status === 'requested' ? 202 : 200);
      if (erasure.position !== null) void reply.header('rapport-position', erasure.position);
      return await certificateOf(erasure, privacy);
    } catch (error) {
      throw waiting(error);
    }
  }
}

export const erase = { controllers: [EraseController], providers: [ErasureKeeper] };
