import { type ClientRequest, type IncomingHttpHeaders, request } from 'node:http';

/** One event of a stream as a client gets it. */
export interface Heard {
  readonly id: string;
  readonly data: any;
}

/** A client of server-sent events that always comes again, as EventSource does; sooner, because specs wait for it. */
export interface Listener {
  /** All events with data, over all connections. */
  readonly heard: readonly Heard[];
  /** The last id, of an event or without data; undefined before the first. */
  lastId(): string | undefined;
  /** How often it was connected. */
  opened(): number;
  /** What the last answer was. */
  answer(): { readonly status: number; readonly headers: IncomingHttpHeaders } | undefined;
  /** Tears the connection, wherever it is in an event. */
  cut(): void;
  /** Takes nothing from the connection any more. */
  pause(): void;
  /** Resolves when the server has ended a stream; then it stays away. */
  ended: Promise<void>;
  close(): void;
}

const AGAIN_MS = 20;

export const listen = (url: string, key: string, { comesAgain = true, after = '' } = {}): Listener => {
  const heard: Heard[] = [];
  let last: string | undefined = after || undefined;
  let opened = 0;
  let closed = false;
  let answer: { status: number; headers: IncomingHttpHeaders } | undefined;
  let current: ClientRequest | undefined;
  let pause = (): void => undefined;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((done) => (end = done));

  const take = (block: string): void => {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    last = field('id') ?? last;
    const data = field('data');
    if (data !== undefined) heard.push({ id: last!, data: JSON.parse(data) });
  };
  const again = (): void => {
    if (!closed && comesAgain) setTimeout(connect, AGAIN_MS).unref();
  };
  const connect = (): void => {
    if (closed) return;
    const headers = { authorization: `Bearer ${key}`, ...(last === undefined ? {} : { 'last-event-id': last }) };
    current = request(url, { headers, agent: false }, (response) => {
      answer = { status: response.statusCode ?? 0, headers: response.headers };
      opened++;
      let text = '';
      pause = () => void response.pause();
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        const blocks = (text + part).split('\n\n');
        text = blocks.pop()!;
        blocks.forEach(take);
      });
      response.once('end', end);
      response.once('error', () => undefined);
    });
    current.on('error', () => undefined);
    current.once('close', again);
    current.end();
  };
  connect();
  return {
    heard,
    lastId: () => last,
    opened: () => opened,
    answer: () => answer,
    cut: () => current?.destroy(),
    pause: () => pause(),
    ended,
    close: () => {
      closed = true;
      current?.destroy();
    },
  };
};
