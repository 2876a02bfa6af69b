import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { type Faults, Link } from './fault-link';

/** A TCP proxy in front of a server, for tests of what a network can do. One fault mode holds for all its connections. */
export interface FaultProxy {
  readonly port: number;
  /** The target's URL with the proxy's port. */
  readonly url: string;
  /** Delays each direction by that many milliseconds. */
  latency(ms: number): void;
  /** Swallows everything in both directions, silently; connections stay open (half-open as seen from either end). */
  blackHole(on: boolean): void;
  /** Ends all connections in good order (FIN). */
  cut(): void;
  /** Ends all connections abruptly (RST). */
  reset(): void;
  /** While on, new connections are reset at once. */
  refuse(on: boolean): void;
  /**
   * At the next client message for which `when` holds (default: any), lets it through to the server, then resets the
   * connection before any of the answer gets back: the commit whose outcome the client cannot know. Resolves when done.
   * `deliver: false` drops the message instead, so that the server never sees it.
   */
  cutOnNext(when?: (chunk: Buffer) => boolean, deliver?: boolean): Promise<void>;
  /** Connections that are open. */
  open(): number;
  close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1 in front of the host and port of `target` (a URL). */
export const faultProxy = async (target: string): Promise<FaultProxy> => {
  const { hostname, port: targetPort } = new URL(target);
  const faults: Faults = { latency: 0, blackHole: false, refuse: false };
  const links = new Set<Link>();
  const server = createServer({ allowHalfOpen: false }, (client: Socket) => {
    if (faults.refuse) return void client.resetAndDestroy();
    const link = new Link(client, connect(Number(targetPort), hostname), faults, () => links.delete(link));
    links.add(link);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = (server.address() as AddressInfo).port;
  return {
    port,
    url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: String(port) }).href,
    latency: (ms) => void (faults.latency = ms),
    blackHole: (on) => void (faults.blackHole = on),
    refuse: (on) => void (faults.refuse = on),
    cut: () => links.forEach((link) => link.end()),
    reset: () => links.forEach((link) => link.reset()),
    cutOnNext: (when = () => true, deliver = true) =>
      new Promise<void>((done) => (faults.next = { when, deliver, done })),
    open: () => links.size,
    close: () => closeAll(server, links),
  };
};

const closeAll = async (server: Server, links: Set<Link>): Promise<void> => {
  links.forEach((link) => link.reset());
  await new Promise((resolve) => server.close(resolve));
};
