import { Means, Personal } from '../channel';
import { Code, Instant, Optional, Text } from '../field';

class Promised {
  @Code('Promise, unique within the source', 'P-4711') promiseId!: string;
}

@Means('We promised something to the customer')
class PromiseMade extends Promised {
  @Instant('Due at', '2026-11-21T09:00:00.000Z') dueAt!: string;
  @Optional() @Code('Kind: call-back, refund, delivery', 'call-back') kind?: string;
  @Optional() @Code('Who has to keep it', 'a-17') owner?: string;
  @Optional() @Code('Case it belongs to', '101001240735') caseId?: string;
  @Optional() @Personal('content') @Text('What was promised', 'We call back tomorrow at ten') text?: string;
}
@Means('We did what we had promised')
class PromiseKept extends Promised {}
@Means('We did not do what we had promised')
class PromiseBroken extends Promised {
  @Optional() @Code('Reason code', 'forgotten') reason?: string;
}

export const promises = { PromiseMade, PromiseKept, PromiseBroken };
