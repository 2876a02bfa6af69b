import { createHash } from 'node:crypto';
import { Problem, acceptedOf, actorOf, routeOf, type Caller } from '@rapport/edge';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AsOf } from './as-of';
import { inChinese } from './chinese/chinese';
import { prefersChinese } from './chinese/prefers-chinese';
import type { QueryParts } from './parts';
import { reveal, type Showing } from './reveal';

/** What a read has found, before sealed values are opened. */
export interface Found {
  /** What the answer includes of the log. */
  readonly position: string;
  /** The moments that were asked for; absent = now. */
  readonly asOf?: AsOf | undefined;
  readonly showings: readonly Showing[];
  /** Makes the body of the shown rows, which come in the order of the showings. */
  readonly body: (rows: readonly unknown[]) => object;
  /** The same as a table, for who asks for `text/csv` (or did so in the query: `asked`); only where nothing in it is personal. */
  readonly csv?: { readonly text: () => string; readonly next: string | null; readonly asked?: boolean };
}

/**
 * Answers a read: opens what the role may see, writes down who opened what before anything leaves, and says which part of
 * the log the answer includes. A client that has the same answer already gets 304.
 */
export const answer = async (
  parts: Pick<QueryParts, 'vault' | 'openings'>,
  request: FastifyRequest,
  reply: FastifyReply,
  found: Found,
): Promise<string | undefined> => {
  const { position, asOf, showings, body } = found;
  const caller = callerOf(request);
  const actor = actorOf(request);
  const { rows, opened } = await reveal(parts.vault, caller.role, showings);
  const about = {
    keyId: caller.keyId,
    role: caller.role,
    actor,
    position,
    asOfRecorded: asOf?.recorded,
    asOfOccurred: asOf?.occurred,
    route: nameOf(request),
    requestId: request.id,
  };
  await parts.openings.record(opened.map((opening) => ({ ...about, ...opening })));
  const table = asTable(request, reply, found);
  // Written out once, for the ETag and the answer; to Nest a text is an answer like any other.
  const isChinese = prefersChinese(request.headers['accept-language']);
  const text = table ?? JSON.stringify(isChinese ? inChinese(body(rows)) : body(rows));
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  void reply.headers({
    etag,
    vary: found.csv ? 'authorization, accept' : 'authorization',
    'cache-control': request.method === 'POST' ? 'no-store' : 'private, no-cache',
    ...(position === '' ? {} : { 'rapport-position': position }),
  });
  if (request.method === 'GET' && matches(request.headers['if-none-match'], etag)) {
    void reply.code(304);
    return undefined;
  }
  if (table === undefined) void reply.type('application/json; charset=utf-8');
  return text;
};

/** The table when it is there and asked for; the next page's cursor then stands in a header. */
const asTable = (request: FastifyRequest, reply: FastifyReply, { csv }: Found): string | undefined => {
  if (!csv) return undefined;
  const isWanted = csv.asked || acceptedOf(request.headers.accept, ['application/json', 'text/csv']) === 'text/csv';
  if (!isWanted) return undefined;
  void reply.type('text/csv; charset=utf-8; header=present');
  if (csv.next !== null) void reply.header('rapport-next', csv.next);
  return csv.text();
};

const callerOf = (request: FastifyRequest): Caller => {
  if (!request.caller) throw new Problem(401, 'no-key', 'this route needs a key');
  return request.caller;
};

const nameOf = (request: FastifyRequest): string => `${request.method} ${routeOf(request)}`;

const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
