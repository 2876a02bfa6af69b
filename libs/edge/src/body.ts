import { PassThrough, type Duplex, type Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem, invalid } from './problem';
import { readingOf, runOutAfter } from './run-out';

/** How a route takes its body (`@RouteConfig({ body: … })`): parsed JSON is the default. */
export type BodyForm = 'json' | 'text' | 'stream';

const tooLarge = (bytes: number): Problem => new Problem(413, 'too-large', `the body is larger than ${bytes} bytes`);

/**
 * Reads bodies whatever their Content-Type says, because real clients label JSON as text or as a form; gzip and deflate
 * are inflated first, and the limit counts inflated bytes.
 */
export const installBodies = (server: FastifyInstance, limitBytes: number): void => {
  server.removeAllContentTypeParsers();
  server.addHook('preParsing', async (request, reply, payload) => {
    runOutAfter(reply.raw, request.raw);
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
    const text = await collect(payload, Number(request.headers['content-length'] ?? 0), limitBytes);
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

const collect = async (payload: Readable, announced: number, limitBytes: number): Promise<string> => {
  if (announced > limitBytes) throw tooLarge(limitBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of readingOf(payload)) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return decodeUtf8(Buffer.concat(chunks));
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
