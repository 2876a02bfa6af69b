import { Controller, Get, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { lastAnchor, publicKeys, type PublicKey } from '@rapport/chain';
import { Documented } from '@rapport/edge';
import type { FastifyReply } from 'fastify';
import { ANCHOR_KEYS } from './anchor.shape';
import { QueryParts } from '../parts';

interface KeyList {
  /** The key of the newest anchor; null before the first one. */
  readonly current: string | null;
  readonly keys: readonly PublicKey[];
}

class ListAnchorKeys extends Query<KeyList> {}

@QueryHandler(ListAnchorKeys)
class ListAnchorKeysHandler implements IQueryHandler<ListAnchorKeys> {
  constructor(private readonly parts: QueryParts) {}

  async execute(): Promise<KeyList> {
    const { pool } = this.parts;
    return { current: (await lastAnchor(pool))?.keyId ?? null, keys: await publicKeys(pool) };
  }
}

@Controller('v1/audit/key')
class AnchorKeyController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    operation: 'showAnchorKeys',
    tag: 'audit',
    summary: 'The public keys that anchors are signed with',
    description:
      'Ed25519, PEM. A verifier should have them from somewhere else than the database that it verifies: fetch them once, early, and keep them.',
    answers: { 200: { description: 'All keys that ever signed', schema: ANCHOR_KEYS } },
  })
  list(@Res({ passthrough: true }) reply: FastifyReply): Promise<KeyList> {
    void reply.header('cache-control', 'no-store');
    return this.queries.execute(new ListAnchorKeys());
  }
}

export const anchorKey = { controllers: [AnchorKeyController], providers: [ListAnchorKeysHandler] };
