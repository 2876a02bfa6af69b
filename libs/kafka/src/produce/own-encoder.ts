import { createRequire } from 'node:module';
import { encodeProduce, type ProduceRequest } from './encode-produce';

/** What the client keeps encoded bytes in, as far as it looks at them. */
interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

interface Protocol {
  readonly request: { readonly apiVersion: number; readonly encode: () => Promise<Encoded> };
  readonly response: unknown;
}

/** The client's own table of one request. Exported for its spec. */
export interface ProduceModule {
  protocol: (of: { readonly version: number }) => (request: ProduceRequest) => Protocol;
}

/** The first version whose records are in batches, and the last that we know to be the same. */
const [FIRST, LAST] = [3, 8];

/**
 * Has the client encode what it writes with our encoder: the same bytes, at a fifth of the cost, which is most of what a record costs at
 * all. Its own makes a buffer of 512 bytes for each record and each header. Compressed and older forms stay its own. Exported for its spec.
 */
export const withOwnEncoder = (produce: ProduceModule): void => {
  const original = produce.protocol;
  produce.protocol = (of) => {
    const described = original(of);
    return (asked) => {
      const { request, response } = described(asked);
      if (of.version < FIRST || of.version > LAST || asked.compression) return { request, response };
      const encode = async (): Promise<Encoded> => {
        const buffer = encodeProduce(asked);
        return { buf: buffer, buffer };
      };
      return { request: { ...request, encode }, response };
    };
  };
};

/** The table of the client that is loaded. */
export const produceOf = (): ProduceModule => {
  const ofClient = createRequire(createRequire(import.meta.url).resolve('kafkajs'));
  return ofClient('./src/protocol/requests/produce/index.js') as ProduceModule;
};
