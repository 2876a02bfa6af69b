import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { KurrentFaults } from './faults';
import { KurrentLog } from './log';
import { ServerFeaturesService, StreamsService, SupportedMethod, SupportedMethods } from './protocol';
import { streamsOf } from './streams';

/** Options of `kurrentDouble`. */
export interface KurrentDoubleOptions {
  /** False: a server from before appends in batches. True when absent. */
  readonly batchAppend?: boolean;
  /** Greatest append in bytes; 16 MiB when absent (servers: 1 MiB unless told otherwise). */
  readonly maxAppendSize?: number;
  /** The log of another double, so that both are nodes of one cluster; a new one when absent. */
  readonly log?: KurrentLog;
  /** A free port when absent. */
  readonly port?: number;
}

/** A stand-in for a KurrentDB node: its Streams protocol over a log in memory. */
export interface KurrentDouble {
  /** `esdb://…` */
  readonly url: string;
  readonly port: number;
  readonly log: KurrentLog;
  readonly faults: KurrentFaults;
  /** Ends at once, with all connections. */
  stop(): Promise<void>;
  /** Stops and starts again on the same port, with the log as it was. */
  restart(): Promise<void>;
}

/** Bytes of one message: a server takes large appends when it is configured for them. */
const MESSAGE_BYTES = 17 * 1024 * 1024;

const supported = (batchAppend: boolean): InstanceType<typeof SupportedMethods> => {
  const names = ['read', 'append', 'delete', 'tombstone', ...(batchAppend ? ['batchappend'] : [])];
  const methods = names.map((name) => {
    const method = new SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    return method;
  });
  return new SupportedMethods().setMethodsList(methods).setEventStoreServerVersion('24.10.0');
};

/** Starts the double on 127.0.0.1. What it cannot prove is said in docs/how-to/use-kurrentdb.md. */
export const kurrentDouble = async (options: KurrentDoubleOptions = {}): Promise<KurrentDouble> => {
  const { batchAppend = true, maxAppendSize = 16 * 1024 * 1024 } = options;
  const { log = new KurrentLog() } = options;
  const faults = new KurrentFaults();
  const start = async (port: number): Promise<{ server: Server; port: number }> => {
    const server = new Server({ 'grpc.max_receive_message_length': MESSAGE_BYTES, 'grpc.max_send_message_length': -1 });
    server.addService(StreamsService as never, streamsOf({ log, faults, maxAppendSize }) as never);
    server.addService(ServerFeaturesService as never, {
      getSupportedMethods: (_: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) =>
        answer(null, supported(batchAppend)),
    });
    const bound = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) =>
        error ? reject(error) : resolve(at),
      ),
    );
    return { server, port: bound };
  };
  let running = await start(options.port ?? 0);
  const { port } = running;
  const stop = async (): Promise<void> => running.server.forceShutdown();
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    log,
    faults,
    stop,
    restart: async () => {
      await stop();
      running = await start(port);
    },
  };
};
