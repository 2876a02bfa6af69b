import { Means, Personal, Searchable } from '../channel';
import { Code, Codes, Flag, Instant, OneOf, Optional, Text } from '../field';

class Case {
  @Code('Case, unique within the source', '101001240735') caseId!: string;
}

@Means('The customer wants something: an enquiry, a suggestion, a complaint')
class CaseOpened extends Case {
  @OneOf('Kind; complaints have a clock of their own', ['enquiry', 'suggestion', 'complaint']) kind!: string;
  @Optional() @Code('Reason code: what it is about', 'street-light-outage') reason?: string;
  @Optional() @Code('Topic or group of reasons', 'street-lights') topic?: string;
  @Optional() @OneOf('Priority', ['low', 'normal', 'high', 'urgent'], 'normal') priority?: string;
  @Optional() @Instant('Promised by', '2026-11-21T16:04:05.000Z') dueAt?: string;
  @Optional() @Code('Department in charge', 'public-works') department?: string;
  @Optional() @Code('Queue or team', 'lighting') queue?: string;
  @Optional() @Code('Product or article it is about', 'XPS-13') sku?: string;
  @Optional() @Code('Order it is about', 'B3-5512') orderId?: string;
  @Optional() @Codes('Keywords', ['outage']) keywords?: readonly string[];
  @Optional() @Personal('content') @Searchable() @Text('Subject', 'Street light is out') subject?: string;
  @Optional() @Personal('content') @Text('What the customer said', 'It has been dark for a week') text?: string;
}

@Means('The case went to a person or team; the agent may stand in `context.agent`')
class CaseAssigned extends Case {
  @Optional() @Code('Agent', 'a-17') agent?: string;
  @Optional() @Code('Department in charge', 'public-works') department?: string;
  @Optional() @Code('Queue or team', 'lighting') queue?: string;
  @Optional() @Instant('Promised by', '2026-11-21T16:04:05.000Z') dueAt?: string;
}

@Means('Somebody works on it')
class CaseStarted extends Case {
  @Optional() @Code('Agent', 'a-17') agent?: string;
}

@Means('Its kind, priority or date was changed')
class CaseReclassified extends Case {
  @Optional() @OneOf('Kind', ['enquiry', 'suggestion', 'complaint'], 'complaint') kind?: string;
  @Optional() @OneOf('Priority', ['low', 'normal', 'high', 'urgent'], 'high') priority?: string;
  @Optional() @Code('Reason code', 'street-light-outage') reason?: string;
  @Optional() @Instant('Promised by', '2026-11-21T16:04:05.000Z') dueAt?: string;
}

@Means('The customer got a reply')
class CaseAnswered extends Case {
  @Optional() @Code('Means of the reply: call, email, letter', 'email') medium?: string;
  @Optional() @Flag('Whether we hold the matter to be solved', true) solved?: boolean;
  @Optional() @Code('Resolution code', 'repaired') resolution?: string;
  @Optional() @Personal('content') @Text('The reply', 'The lamp was replaced today') text?: string;
}

@Means('The customer said that it is solved')
class CaseConfirmed extends Case {
  @Optional() @Flag('Whether the customer is content', true) content?: boolean;
}

@Means('The customer came back about it')
class CaseReopened extends Case {
  @Optional() @Code('Reason code', 'not-solved') reason?: string;
  @Optional() @Personal('content') @Text('What the customer said', 'Dark again') text?: string;
}

@Means('Done and filed')
class CaseClosed extends Case {
  @Optional() @Code('Resolution code: solved, duplicate, no-reply, invalid', 'solved') resolution?: string;
  @Optional() @Code('Case that goes on instead of this one', '101001240730') duplicateOf?: string;
  @Optional() @Personal('content') @Text('Closing remark', 'Rebuilt luminaires') text?: string;
}

/** A case may be opened and answered at any touchpoint, and in back-office systems. */
export const cases = {
  CaseOpened,
  CaseAssigned,
  CaseStarted,
  CaseReclassified,
  CaseAnswered,
  CaseConfirmed,
  CaseReopened,
  CaseClosed,
};
