import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureOf } from './signature';

/** A request as a receiver got it. */
export interface Got {
  readonly id: string;
  readonly at: number;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The body, read. */
  readonly event: any;
}

/** How a receiver answers; the number of the request with this id comes along, from 1 on. */
export type Answer = (got: Got, nth: number, response: ServerResponse) => void;

/** For specs: answers with a status. */
export const answering =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_got, _nth, response) =>
    void response.writeHead(status, headers).end();

/** For specs: a receiver on this machine. */
export interface Receiver {
  readonly url: string;
  readonly got: Got[];
  answer: Answer;
  /** Ids in the order in which each came first. */
  ids(): string[];
  close(): Promise<void>;
}

/** For specs: listens on a free port, keeps what comes and answers as it is told to. */
export const givenReceiver = async (first: Answer = answering(204)): Promise<Receiver> => {
  const got: Got[] = [];
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const id = String(request.headers['webhook-id']);
      const one = { id, at: Date.now(), path: request.url!, headers: request.headers, body, event: JSON.parse(body) };
      got.push(one);
      receiver.answer(one, got.filter((other) => other.id === id).length, response);
    });
  };
  const server: Server = createServer(take);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    answer: first,
    ids: () => [...new Set(got.map(({ id }) => id))],
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
  return receiver;
};

/** For specs: whether a request is signed by a secret, as a receiver would look. */
export const isSignedBy = (secret: string, { headers, body }: Got): boolean => {
  const wanted = signatureOf(secret, String(headers['webhook-id']), Number(headers['webhook-timestamp']), body);
  return String(headers['webhook-signature']).split(' ').includes(wanted);
};
