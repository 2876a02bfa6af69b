import { type Failure, batchErrors, missingProperty, streamDeleted, tooLarge } from './failures';
import type { Appended, Expected, KurrentLog, Proposal } from './log';
import { proposalOf, sizeOf, streamIdentifier, streamName, uuidText } from './messages';
import { AllStreamPosition, AppendResp, type BatchAppendReq, BatchAppendResp, Empty } from './protocol';

type BatchRequest = InstanceType<typeof BatchAppendReq>;
type BatchResponse = InstanceType<typeof BatchAppendResp>;

/** The parts of an append's options that say what it expects. */
interface Expectation {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
}

export const expectedOf = (options: Expectation, revision: () => string): Expected => {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists() ? 'stream_exists' : BigInt(revision());
};

/** Reads proposed messages. @throws Failure when one is malformed or all are too large */
export const proposalsOf = (messages: readonly Parameters<typeof proposalOf>[0][], most: number): Proposal[] => {
  let size = 0;
  return messages.map((message) => {
    const proposal = proposalOf(message);
    if (typeof proposal === 'string') throw missingProperty(proposal) satisfies Failure;
    size += sizeOf(proposal);
    if (size > most) throw tooLarge(most) satisfies Failure;
    return proposal;
  });
};

/** The answer to a single append. @throws Failure */
export const appendResponse = (
  stream: string,
  expected: Expected,
  outcome: Appended,
): InstanceType<typeof AppendResp> => {
  if (outcome.kind === 'stream-deleted') throw streamDeleted(stream) satisfies Failure;
  if (outcome.kind === 'success') {
    const position = new AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    const success = new AppendResp.Success();
    success.setCurrentRevision(String(outcome.last));
    success.setPosition(position);
    return new AppendResp().setSuccess(success);
  }
  const wrong = new AppendResp.WrongExpectedVersion();
  if (outcome.current < 0) wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentRevision(String(outcome.current));
  if (typeof expected === 'bigint') wrong.setExpectedRevision(String(expected));
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new Empty());
  else wrong.setExpectedAny(new Empty());
  return new AppendResp().setWrongExpectedVersion(wrong);
};

interface Pending {
  readonly stream: string;
  readonly expected: Expected;
  readonly until: number;
  readonly messages: Parameters<typeof proposalOf>[0][];
}

/**
 * The appends of one batch stream: each may come in several messages under one correlation id, and is carried out with the
 * final one. What fails is answered within the stream.
 */
export class BatchOfAppends {
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly log: KurrentLog,
    private readonly most: number,
  ) {}

  /** The answer, once an append is complete. */
  take(request: BatchRequest): BatchResponse | undefined {
    const id = uuidText(request.getCorrelationId());
    const options = request.getOptions();
    if (options) {
      this.pending.set(id, {
        stream: streamName(options.getStreamIdentifier()),
        expected: expectedOf(options, () => options.getStreamPosition()),
        until: options.getDeadline()?.toDate().getTime() ?? Infinity,
        messages: [],
      });
    }
    const pending = this.pending.get(id);
    if (!pending) return undefined;
    pending.messages.push(...request.getProposedMessagesList());
    if (!request.getIsFinal()) return undefined;
    this.pending.delete(id);
    return this.carryOut(pending)
      .setCorrelationId(request.getCorrelationId())
      .setStreamIdentifier(streamIdentifier(pending.stream));
  }

  private carryOut({ stream, expected, until, messages }: Pending): BatchResponse {
    const response = new BatchAppendResp();
    if (until <= Date.now()) return response.setError(batchErrors.timeout());
    let proposals: Proposal[];
    try {
      proposals = proposalsOf(messages, this.most);
    } catch {
      return response.setError(batchErrors.tooLarge(this.most));
    }
    const outcome = this.log.append(stream, expected, proposals);
    if (outcome.kind === 'stream-deleted') return response.setError(batchErrors.streamDeleted());
    if (outcome.kind === 'wrong-expected-version')
      return response.setError(batchErrors.wrongExpectedVersion(outcome.current, expected));
    const position = new AllStreamPosition();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    const success = new BatchAppendResp.Success();
    success.setCurrentRevision(String(outcome.last));
    success.setPosition(position);
    return response.setSuccess(success);
  }
}
