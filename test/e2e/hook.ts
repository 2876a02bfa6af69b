import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to a webhook, as it came. */
export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks on this machine. */
export interface Hook {
  readonly url: string;
  readonly heard: Heard[];
  /** What it answers. */
  status: number;
  /** Ids in the order in which each came for the first time. */
  ids(): readonly string[];
  close(): Promise<void>;
}

/** Listens on a free port and takes what comes. */
export const hear = async (): Promise<Hook> => {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('error', () => undefined);
    request.on('end', () => {
      heard.push({ headers: request.headers, body });
      response.writeHead(hook.status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const hook: Hook = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/rapport`,
    heard,
    status: 204,
    ids: () => [...new Set(heard.map(({ headers }) => String(headers['webhook-id'])))],
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
  return hook;
};
