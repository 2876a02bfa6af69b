import {
  DeadlineExceededError,
  EventStoreDBClient,
  WrongExpectedVersionError,
  binaryEvent,
  convertToCommandError,
} from '@eventstore/db-client';
import type { CallOptions, Metadata } from '@grpc/grpc-js';
import { type Answer, BatchAppends, type Duplex } from './batch-appends';
import { addressOf } from './connection-string';
import { NoAnswer, asRefusal, within } from './failure';
import { MARK, type Names, namesOf, typeToServer } from './names';
import type { Placement } from './proposed';
import { type ReadReq, type ReadResp, StreamsClient, StreamsService } from './protocol';

type Grpc = InstanceType<typeof StreamsClient>;

/** What the client keeps for its own commands. */
interface Inside {
  callArguments(options: { requiresLeader: boolean }, call: { deadline: number }): [Metadata, CallOptions];
  GRPCStreamCreator<T>(client: typeof StreamsClient, name: string, create: (client: Grpc) => T): () => Promise<T>;
  supports(method: unknown): Promise<boolean>;
  getChannel(): Promise<{ close(): void }>;
}

const MARK_BYTES = Buffer.from(MARK);

/** Options of a read. */
export interface Reading {
  /** How long until it must have ended, milliseconds; for ever when absent. */
  readonly within?: number;
  readonly signal?: AbortSignal;
}

/**
 * The connection to KurrentDB. Which node to talk to, discovery, sign-in, TLS and reconnecting are the client's; a client
 * that stopped answering is thrown away for a new one.
 */
export class Connection {
  private client: EventStoreDBClient;
  private appends: Promise<BatchAppends | null> | undefined;
  private closed = false;
  private readonly url: string;
  readonly names: Names;

  constructor(
    url: string,
    private readonly answer: number,
  ) {
    const address = addressOf(url);
    this.url = address.url;
    this.names = namesOf(address.namespace);
    this.client = EventStoreDBClient.connectionString(this.url);
  }

  /** The messages of a read or a subscription, until it ends or is aborted. @throws ServerRefused */
  async *read(
    request: InstanceType<typeof ReadReq>,
    { within: ms, signal }: Reading,
  ): AsyncGenerator<InstanceType<typeof ReadResp>> {
    const inside = this.inside;
    const call = { deadline: ms === undefined ? Infinity : Date.now() + ms };
    const create = (client: Grpc) => client.read(request, ...inside.callArguments({ requiresLeader: true }, call));
    const stream = await within(this.answer, inside.GRPCStreamCreator(StreamsClient, 'read', create)());
    // What comes after we have left is nobody's.
    stream.on('error', () => undefined);
    const cancel = (): void => stream.cancel();
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    try {
      for await (const message of stream) yield message as InstanceType<typeof ReadResp>;
    } catch (error) {
      if (!signal?.aborted) throw this.seen(convertToCommandError(error as Error));
    } finally {
      signal?.removeEventListener('abort', cancel);
      cancel();
    }
  }

  /** Sends one append. @throws ServerRefused when it cannot be; anything else leaves open whether it was written */
  async append(placement: Placement): Promise<Answer> {
    this.appends ??= this.openAppends();
    const opening = this.appends;
    let appends: BatchAppends | null;
    try {
      appends = await within(this.answer, opening);
    } catch (error) {
      if (this.appends === opening) this.appends = undefined;
      throw this.seen(error);
    }
    try {
      return appends ? await appends.append(placement, this.answer) : await this.appendAlone(placement);
    } catch (error) {
      throw this.seen(error);
    } finally {
      if (appends?.broken && this.appends === opening) this.appends = undefined;
    }
  }

  /** Throws the client away, with all that is under way on it. */
  private renew(): void {
    if (this.closed) return;
    const old = this.client;
    this.client = EventStoreDBClient.connectionString(this.url);
    this.appends = undefined;
    void dispose(old);
  }

  async close(): Promise<void> {
    this.closed = true;
    await dispose(this.client);
  }

  private get inside(): Inside {
    return this.client as unknown as Inside;
  }

  /** A server that is silent will not become better by waiting on the same connection. */
  private seen(error: unknown): unknown {
    if (error instanceof NoAnswer || error instanceof DeadlineExceededError) this.renew();
    return asRefusal(error);
  }

  /** Null when the server is too old for appends in batches. */
  private async openAppends(): Promise<BatchAppends | null> {
    const { inside } = this;
    if (!(await inside.supports(StreamsService.batchAppend))) return null;
    const call = { deadline: Infinity };
    const create = (client: Grpc): Duplex =>
      client.batchAppend(...inside.callArguments({ requiresLeader: true }, call)) as unknown as Duplex;
    return new BatchAppends(await inside.GRPCStreamCreator(StreamsClient, 'append', create)(), this.names);
  }

  private async appendAlone({ stream, version, events, raw }: Placement): Promise<Answer> {
    const name = raw ? stream : this.names.toServer(stream);
    const proposed = events.map(({ id, type, body }) =>
      binaryEvent({
        id,
        type: raw ? type : typeToServer(type),
        data: Buffer.from(body),
        metadata: new Uint8Array(MARK_BYTES),
      }),
    );
    const expectedRevision = version === 1 ? 'no_stream' : BigInt(version - 2);
    const options = { expectedRevision, requiresLeader: true, deadline: this.answer } as const;
    try {
      await within(this.answer, this.client.appendToStream(name, proposed, options));
      return { written: true };
    } catch (error) {
      if (!(error instanceof WrongExpectedVersionError)) throw error;
      const { actualVersion } = error;
      return { written: false, last: typeof actualVersion === 'bigint' ? Number(actualVersion) + 1 : 0 };
    }
  }
}

const dispose = async (client: EventStoreDBClient): Promise<void> => {
  const channel = await (client as unknown as Inside).getChannel().catch(() => undefined);
  await within(1_000, client.dispose()).catch(() => undefined);
  channel?.close();
};
