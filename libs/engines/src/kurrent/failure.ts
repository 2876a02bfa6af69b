import { ErrorType } from '@eventstore/db-client';

/** The server said what cannot be done; sending the same again will not help. */
export class ServerRefused extends Error {
  constructor(
    readonly why: 'too-large' | 'access-denied' | 'stream-deleted' | 'malformed',
    message: string,
  ) {
    super(message);
    this.name = 'ServerRefused';
  }
}

/** No KurrentDB answers at the address. */
export class KurrentUnreachable extends Error {
  constructor(address: string, cause: unknown) {
    super(`KurrentDB does not answer at ${address}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'KurrentUnreachable';
  }
}

/** No answer within the time that we give one. */
export class NoAnswer extends Error {
  constructor(ms: number) {
    super(`KurrentDB gave no answer within ${ms} ms`);
    this.name = 'NoAnswer';
  }
}

const INVALID_ARGUMENT = 3;

/**
 * Tells refusals from failures that may pass by themselves: the network, a restart, an election, a full queue. Whatever
 * the server did not refuse is of the second kind.
 */
export const asRefusal = (error: unknown): unknown => {
  const { type, code, message = String(error) } = (error ?? {}) as { type?: string; code?: number; message?: string };
  switch (type) {
    case ErrorType.ACCESS_DENIED:
      return new ServerRefused('access-denied', message || 'KurrentDB denies access');
    case ErrorType.STREAM_DELETED:
      return new ServerRefused('stream-deleted', message || 'the stream was deleted');
    case ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED:
      return new ServerRefused('too-large', message || 'the append is larger than KurrentDB takes');
    case ErrorType.MISSING_REQUIRED_METADATA_PROPERTY:
      return new ServerRefused('malformed', message);
    default:
      return code === INVALID_ARGUMENT
        ? new ServerRefused(/size/i.test(message) ? 'too-large' : 'malformed', message)
        : error;
  }
};

/** The promise, or `NoAnswer` after some milliseconds. */
export const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new NoAnswer(ms)), ms)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
