import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A stand-in for a running instance: keeps what batches bring, and can be told to fail. */
export interface GivenInstance {
  readonly url: string;
  /** By source and id. */
  readonly events: Map<string, Record<string, unknown>>;
  readonly requests: string[];
  /** Bodies of what was asked to be closed. */
  readonly closes: object[];
  /** What is said instead of closing days; '' = they are closed. */
  refuseCloses: string;
  /** The company's. */
  zone: string;
  /** Answers the next requests instead; true = handled. */
  trouble: ((request: IncomingMessage, response: ServerResponse) => boolean)[];
  /** As if it had been restored from an empty backup. */
  forget(): void;
  close(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const all = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(all) : all).toString();
};

const FOLLOWERS = ['identity', 'rules', 'rule-runs', 'tiers', 'signals', 'segments'];
const positionOf = (number: number): string => `epoch000${String(number).padStart(19, '0')}`;

export const givenInstance = async (): Promise<GivenInstance> => {
  const events: GivenInstance['events'] = new Map();
  const places = new Map<string, number>();
  const given = {
    events,
    zone: 'UTC',
    refuseCloses: '',
    closes: [] as object[],
    requests: [] as string[],
    trouble: [] as GivenInstance['trouble'],
  };
  const receipt = (line: string, index: number): object => {
    const { carriedBy: _, ...event } = JSON.parse(line) as Record<string, unknown>;
    const key = `${String(event['source'])} ${String(event['id'])}`;
    if (event['type'] === 'UnreadableLine')
      return { index, status: 'refused', code: 'unknown-type', quarantineId: 'q' };
    const known = events.get(key);
    if (known && JSON.stringify(known) !== JSON.stringify(event)) return { index, status: 'conflict', eventId: key };
    if (!known) places.set(key, places.size + 1);
    events.set(key, event);
    const position = positionOf(places.get(key)!);
    return { index, status: known ? 'duplicate' : 'accepted', eventId: key, position };
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      given.requests.push(`${request.method} ${request.url}`);
      if (given.trouble.shift()?.(request, response)) return;
      const page = /^\/v1\/events\?limit=1&after=.*?(\d{19})$/.exec(request.url ?? '');
      if (page) {
        const found = [...places].find(([, place]) => place === Number(page[1]) + 1);
        const list = found ? [{ eventId: found[0], position: positionOf(found[1]) }] : [];
        return response.end(JSON.stringify({ events: list }));
      }
      const head = positionOf(places.size);
      if (request.url === '/v1/events?limit=1') return response.end(JSON.stringify({ events: [], head }));
      if (request.url === '/v1/clock') return response.end(JSON.stringify({ zone: given.zone }));
      if (request.url === '/v1/projections') {
        const projections = FOLLOWERS.map((projection) => ({ projection, position: head }));
        return response.end(JSON.stringify({ projections }));
      }
      if (`${request.method} ${request.url}` === 'GET /v1/clock/closes') return response.end('{"closes":[]}');
      if (request.url === '/v1/clock/closes' && given.refuseCloses !== '') {
        return response.writeHead(422).end(JSON.stringify({ detail: given.refuseCloses }));
      }
      if (request.url === '/v1/clock/closes') {
        given.closes.push(JSON.parse(body));
        return response.end(JSON.stringify({ zone: given.zone, closed: 1, skipped: 0, notOver: 0, first: 'd', last: 'd', position: head })); // prettier-ignore
      }
      if (request.url !== '/v1/interactions/batch') return response.end('{}');
      response.end(JSON.stringify({ results: body.split('\n').map(receipt) }));
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const close = (): Promise<void> =>
    new Promise((closed) => (server.close(() => closed()), server.closeAllConnections()));
  return Object.assign(given, {
    url: `http://127.0.0.1:${port}`,
    close,
    forget: () => (events.clear(), places.clear()),
  });
};
