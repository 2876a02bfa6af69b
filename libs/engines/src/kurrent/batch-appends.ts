import { randomUUID } from 'node:crypto';
import { asRefusal, ServerRefused, within } from './failure';
import type { Names } from './names';
import { type Placement, batchRequests } from './proposed';
import { type BatchAppendReq, type BatchAppendResp, MaximumAppendSizeExceeded, WrongExpectedVersion } from './protocol';

type Response = InstanceType<typeof BatchAppendResp>;

/** What the server says about an append: written (now or before), or not, since the stream's last version is another. */
export type Answer = { readonly written: true } | { readonly written: false; readonly last: number };

/** The stream of a batch append: requests go in, answers come out, in any order. */
export interface Duplex {
  write(request: InstanceType<typeof BatchAppendReq>): unknown;
  on(event: 'data', listener: (response: Response) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  cancel(): void;
}

/**
 * Many appends over one stream of BatchAppend. The client has the like, but keeps the answers that it waits for in one
 * place for the whole process: a connection that breaks fails those of others, whose answers then stop the process.
 */
export class BatchAppends {
  private readonly waiting = new Map<string, { resolve(answer: Answer): void; reject(error: unknown): void }>();
  private failure: unknown;

  constructor(
    private readonly stream: Duplex,
    private readonly names: Names,
  ) {
    stream.on('data', (response) => this.answered(response));
    stream.on('error', (error) => this.failed(error));
    stream.on('end', () => this.failed(new Error('KurrentDB ended the stream of appends')));
    stream.on('close', () => this.failed(new Error('the stream of appends was closed')));
  }

  get broken(): boolean {
    return this.failure !== undefined;
  }

  /** @throws ServerRefused when it cannot be; anything else leaves open whether it was written */
  async append(placement: Placement, ms: number): Promise<Answer> {
    if (this.failure !== undefined) throw this.failure;
    const correlation = randomUUID();
    const answer = new Promise<Answer>((resolve, reject) => this.waiting.set(correlation, { resolve, reject }));
    for (const request of batchRequests(correlation, placement, new Date(Date.now() + ms), this.names))
      this.stream.write(request);
    try {
      return await within(ms, answer);
    } finally {
      this.waiting.delete(correlation);
    }
  }

  close(): void {
    this.stream.cancel();
  }

  private answered(response: Response): void {
    const waiting = this.waiting.get(response.getCorrelationId()?.getString() ?? '');
    // Nobody waits any more: it took too long.
    if (!waiting) return;
    if (!response.hasError()) return waiting.resolve({ written: true });
    try {
      waiting.resolve(wrongVersionOf(response));
    } catch (error) {
      waiting.reject(error);
    }
  }

  private failed(error: unknown): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.values()) reject(asRefusal(error));
    this.waiting.clear();
  }
}

const wrongVersionOf = (response: Response): Answer => {
  const error = response.getError()!;
  const details = error.getDetails();
  const name = details?.getTypeName() ?? '';
  const said = error.getMessage() || name;
  switch (name) {
    case 'event_store.client.WrongExpectedVersion': {
      const wrong = WrongExpectedVersion.deserializeBinary(details!.getValue_asU8());
      return {
        written: false,
        last: wrong.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) + 1 : 0,
      };
    }
    case 'event_store.client.MaximumAppendSizeExceeded': {
      const most = MaximumAppendSizeExceeded.deserializeBinary(details!.getValue_asU8()).getMaxappendsize();
      throw new ServerRefused('too-large', `KurrentDB takes at most ${most} bytes in one append (MaxAppendSize)`);
    }
    case 'event_store.client.MaximumAppendEventSizeExceeded':
      throw new ServerRefused('too-large', 'an event is larger than KurrentDB takes (MaxAppendEventSize)');
    case 'event_store.client.AccessDenied':
      throw new ServerRefused('access-denied', 'KurrentDB denies this user to append');
    case 'event_store.client.StreamDeleted':
      throw new ServerRefused('stream-deleted', 'the stream was deleted');
    case 'event_store.client.BadRequest':
    case 'event_store.client.InvalidTransaction':
      throw new ServerRefused('malformed', `KurrentDB refuses the append: ${said}`);
    default:
      throw new Error(`KurrentDB could not append: ${said}`);
  }
};
