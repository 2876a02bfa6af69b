import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Reply } from './judge';
import type { Resolve } from './resolve';
import { type TargetPolicy, TargetRefused, hostOf, requireReachable, targetOf } from './target';

/** One request. */
export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Sends a message and says what came of it; never rejects. */
export interface Post {
  send(message: Message): Promise<Reply>;
  close(): void;
}

export interface PostOptions {
  readonly policy: TargetPolicy;
  readonly resolve: Resolve;
  /** Milliseconds from the look-up of the name to the head of the answer. */
  readonly timeoutMs: number;
}

const IDLE_MS = 5_000;
/** Sockets to one target. */
const SOCKETS_MAX = 16;
/** What is read of an answer's body, so that its connection can be used again. Nobody looks at it. */
const BODY_MAX = 16 * 1024;
const BODY_MS = 1_000;
const HEAD_MAX = 16 * 1024;

/** Lets an answer's body pass, up to a limit of size and time. */
const drain = (answer: http.IncomingMessage): Promise<void> =>
  new Promise((done) => {
    let bytes = 0;
    const cut = (): void => void answer.destroy();
    const timer = setTimeout(cut, BODY_MS);
    answer.on('data', (chunk: Buffer) => (bytes += chunk.length) > BODY_MAX && cut());
    answer.once('error', () => undefined);
    answer.once('close', () => {
      clearTimeout(timer);
      done();
    });
  });

/** Errors by code; messages of errors hold addresses. */
const faultOf = (error: unknown, timeout: AbortSignal): string => {
  if (timeout.aborted) return 'no answer in time';
  if (error instanceof TargetRefused) return error.message;
  const { code, name } = error as { code?: string; name?: string };
  return code ?? name ?? 'error';
};

/**
 * Opens the way to targets. The host is looked up for each request, its addresses are judged, and the connection goes to one of
 * those that were judged and to no other: a name that means another address a moment later gains nothing by it. A
 * connection that is used again was judged when it was made. Redirects are answers like others: nobody follows them.
 */
export const openPost = ({ policy, resolve, timeoutMs }: PostOptions): Post => {
  const settings = { keepAlive: true, maxSockets: SOCKETS_MAX, maxFreeSockets: 2, timeout: IDLE_MS };
  const agents = { 'http:': new http.Agent(settings), 'https:': new https.Agent(settings) };

  const once = (
    url: URL,
    addresses: readonly string[],
    { headers, body }: Message,
    signal: AbortSignal,
  ): Promise<http.IncomingMessage> =>
    new Promise((answered, failed) => {
      const all = addresses.map((address) => ({ address, family: isIP(address) }));
      const { request } = url.protocol === 'https:' ? https : http;
      const sent = request(url, {
        method: 'POST',
        agent: agents[url.protocol as keyof typeof agents],
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        maxHeaderSize: HEAD_MAX,
        lookup: (_host, options, done) => (options.all ? done(null, all) : done(null, all[0]!.address, all[0]!.family)),
        signal,
      });
      sent.once('response', answered);
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // The target closed an idle connection at the very moment it was used again: nothing is wrong with it.
        const again = sent.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
        if (again) once(url, addresses, { headers, body } as Message, signal).then(answered, failed);
        else failed(error);
      });
      sent.end(body);
    });

  return {
    send: async (message) => {
      const begun = performance.now();
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([timeout, message.signal]);
      const took = (): number => Math.round(performance.now() - begun);
      try {
        const url = targetOf(message.url, policy);
        const addresses = await resolve(hostOf(url));
        requireReachable(url, addresses, policy);
        signal.throwIfAborted();
        const answer = await once(url, addresses, message, signal);
        const { statusCode = 0, headers } = answer;
        const ms = took();
        await drain(answer);
        return { status: statusCode, fault: null, retryAfter: headers['retry-after'], ms };
      } catch (error) {
        return { status: null, fault: faultOf(error, timeout), ms: took() };
      }
    },
    close: () => Object.values(agents).forEach((agent) => agent.destroy()),
  };
};
