import type { CheckAnswer } from './answer-shapes';

/** An answer as a user sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Specs look into many shapes; the OpenAPI examples check the shapes themselves.
  readonly body: any;
}

/** One key's way to an installation. */
export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** A body as it is: text, bytes or a stream. */
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

const read = async (response: Response): Promise<Answer> => {
  const { status, headers } = response;
  // A stream has no end that one could wait for.
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return { status, headers, body: '' };
  }
  const text = await response.text();
  const json = /[/+]json\b/.test(headers.get('content-type') ?? '') && text !== '';
  return { status, headers, body: json ? JSON.parse(text) : text };
};

/** Speaks HTTP like any user: nothing of the server's code is used. Every answer is held against `check`. */
export const clientOf = (url: string, key: string | null, check?: CheckAnswer): Client => {
  const auth: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const send: Client['send'] = async (method, path, body, headers = {}) => {
    const init = { method, headers: { ...auth, ...headers }, body: body ?? null, duplex: 'half' };
    const answer = await read(await fetch(`${url}${path}`, init as RequestInit));
    check?.(method, path, answer);
    return answer;
  };
  const json = { 'content-type': 'application/json' };
  return {
    send,
    get: (path, headers) => send('GET', path, null, headers),
    post: (path, body, headers) =>
      send('POST', path, body === undefined ? null : JSON.stringify(body), { ...json, ...headers }),
    put: (path, body) => send('PUT', path, JSON.stringify(body), json),
    delete: (path) => send('DELETE', path, null),
  };
};
