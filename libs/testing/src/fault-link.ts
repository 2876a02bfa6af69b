import type { Socket } from 'node:net';

/** The faults in force; shared by all connections of one proxy and read at every chunk. */
export interface Faults {
  latency: number;
  blackHole: boolean;
  refuse: boolean;
  next?: { when(chunk: Buffer): boolean; readonly deliver: boolean; done(): void } | undefined;
}

/** How long the server gets to act on a message after which the connection is cut, milliseconds. */
const TIME_TO_ACT = 30;

/** One proxied connection. */
export class Link {
  private answersBlocked = false;
  /** The last delayed chunk to each side. */
  private readonly underWay = new Map<Socket, Promise<void>>();

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly faults: Faults,
    private readonly onClosed: () => void,
  ) {
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.reset());
      socket.on('close', () => this.end());
    }
    client.on('data', (chunk) => this.fromClient(chunk));
    server.on('data', (chunk) => this.answersBlocked || this.forward(client, chunk));
  }

  end(): void {
    this.client.end();
    this.server.end();
    // A peer that does not answer the FIN must not keep the connection for ever.
    setTimeout(() => this.reset(), 200).unref();
    this.onClosed();
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
    this.onClosed();
  }

  private fromClient(chunk: Buffer): void {
    const { next } = this.faults;
    if (!next?.when(chunk)) return this.forward(this.server, chunk);
    this.faults.next = undefined;
    this.answersBlocked = true;
    if (!next.deliver) {
      this.reset();
      return next.done();
    }
    this.server.write(chunk);
    setTimeout(() => {
      this.reset();
      next.done();
    }, TIME_TO_ACT);
  }

  /** Bytes never overtake each other, also when the latency falls while some are under way. */
  private forward(to: Socket, chunk: Buffer): void {
    if (this.faults.blackHole) return;
    const before = this.underWay.get(to);
    if (before === undefined && this.faults.latency === 0) return void to.write(chunk);
    const due = Promise.all([before, new Promise((resolve) => setTimeout(resolve, this.faults.latency))]);
    const sent = due.then(() => {
      if (!this.faults.blackHole && !to.destroyed) to.write(chunk);
      if (this.underWay.get(to) === sent) this.underWay.delete(to);
    });
    this.underWay.set(to, sent);
  }
}
