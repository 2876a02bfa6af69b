import { PassThrough, type Duplex, type Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BodyRoom, SMALL_BODY_BYTES } from './body-room';
import { Problem, invalid } from './problem';
import { readingOf, runOutAfter } from './run-out';

/** How a route takes its body (`@RouteConfig({ body: … })`): parsed JSON is the default. */
export type BodyForm = 'json' | 'text' | 'stream';

declare module 'fastify' {
  interface FastifyRequest {
    /** Waits for room for so many bytes of a body or an answer that are held whole; held until the answer is sent, or freed before. */
    holdRoom?: (bytes: number) => Promise<() => void>;
  }
}

const tooLarge = (bytes: number): Problem => new Problem(413, 'too-large', `the body is larger than ${bytes} bytes`);

/**
 * Reads the chunks of a request's body whole. A large one waits until there is room for it, unread.
 * @throws Problem 503 when there was none for too long, and `refusal` when it has more than `limitBytes`.
 */
export const wholeBody = async (
  request: Pick<FastifyRequest, 'headers' | 'holdRoom'>,
  chunks: AsyncIterable<Buffer>,
  limitBytes: number,
  refusal: Problem = tooLarge(limitBytes),
): Promise<Buffer> => {
  // Compressed ones announce nothing that would count.
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limitBytes) throw refusal;
  const parts: Buffer[] = [];
  let bytes = 0;
  let isHeld = false;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw refusal;
    parts.push(chunk);
    if (isHeld || bytes <= SMALL_BODY_BYTES) continue;
    isHeld = true;
    await request.holdRoom?.(announced || limitBytes);
  }
  return Buffer.concat(parts);
};

/**
 * Reads bodies whatever their Content-Type says, because real clients label JSON as text or as a form; gzip and deflate
 * are inflated first, and the limit counts inflated bytes.
 */
export const installBodies = (server: FastifyInstance, limitBytes: number): void => {
  server.removeAllContentTypeParsers();
  const room = BodyRoom.ofHeap(limitBytes);
  server.addHook('preParsing', async (request, reply, payload) => {
    runOutAfter(reply.raw, request.raw);
    request.holdRoom = async (bytes) => {
      const free = await room.take(bytes);
      if (reply.raw.closed) free();
      else reply.raw.once('close', free);
      return () => {
        reply.raw.off('close', free);
        free();
      };
    };
    // Without a label that is a media type Fastify refuses the body, or overlooks it, before any parser sees it.
    if (!MEDIA_TYPE.test(request.headers['content-type'] ?? '')) request.headers['content-type'] = 'application/json';
    const inflate = inflaterFor(request.headers['content-encoding']);
    if (!inflate) return payload;
    delete request.headers['content-length'];
    return inflated(payload as Readable, inflate);
  });
  server.addContentTypeParser('*', async (request: FastifyRequest, payload: Readable) => {
    const form = (request.routeOptions.config as { body?: BodyForm } | undefined)?.body ?? 'json';
    if (form === 'stream') return readingOf(payload);
    const text = decodeUtf8(await wholeBody(request, readingOf(payload), limitBytes));
    return form === 'text' || text.trim() === '' ? text : parseJson(text);
  });
};

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+ *(?:;.*)?$/;

/** `pipeline` would destroy the connection with the broken stream, and the client could not read why. */
const inflated = (payload: Readable, inflate: Duplex): Readable => {
  const plain = new PassThrough();
  inflate.once('error', () => {
    payload.unpipe(inflate).resume();
    plain.destroy(invalid('the compressed body is broken'));
  });
  payload.once('error', (error) => plain.destroy(error));
  payload.once('close', () => payload.readableEnded || plain.destroy(new Error('the client went away')));
  payload.once('unpipe', () => inflate.destroy());
  payload.pipe(inflate).pipe(plain);
  return plain;
};

const inflaterFor = (encoding: string | undefined) => {
  const name = encoding?.trim().toLowerCase();
  if (!name || name === 'identity') return null;
  if (name === 'gzip' || name === 'x-gzip') return createGunzip();
  if (name === 'deflate') return createInflate();
  throw new Problem(
    415,
    'unsupported-encoding',
    'send the body plain, or as gzip or deflate',
    {},
    {
      'accept-encoding': 'gzip, deflate',
    },
  );
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of UTF-8 bytes. @throws Problem 400 when they are not UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalid('the body is not UTF-8');
  }
};

const under = '(?:_|\\\\u005[fF])';
const letters = [...'proto'].map((c) => `(?:${c}|\\\\u00${c.charCodeAt(0).toString(16)})`).join('');
const PROTO_KEY = new RegExp(`"${under}{2}${letters}${under}{2}"\\s*:`, 'i');

/**
 * Parses JSON and refuses a member named `__proto__`, which could change objects that it is merged into.
 * @throws Problem 400, without any of the text.
 */
export const parseJson = (text: string): unknown => {
  const suspicious = text.includes('__') || text.includes('\\u');
  if (suspicious && PROTO_KEY.test(text)) throw invalid('a member may not be called __proto__');
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('the body is not JSON');
  }
};
