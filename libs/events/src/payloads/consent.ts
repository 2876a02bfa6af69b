import { Means, Personal } from '../channel';
import { Code, Instant, OneOf, Optional, Text } from '../field';

const BASES = ['consent', 'contract', 'legal-obligation', 'vital-interest', 'public-task', 'legitimate-interest'];

@Means('Fields of a consent record after ISO/IEC TS 27560; source and time stand in the envelope')
class Consent {
  @Code('Purpose: newsletter, profiling, telephone-marketing', 'newsletter') purpose!: string;
  @Optional() @Code('Way to the customer that it is about; absent = all', 'email') medium?: string;
  @Optional() @OneOf('Lawful basis of the processing', BASES) lawfulBasis?: string;
  @Optional() @Code('Version of the text that was shown', 'newsletter-2026-03') textVersion?: string;
  @Optional()
  @Personal('content')
  @Text('Proof: the ticked box, the recorded sentence', 'Box ticked in form 12')
  proof?: string;
}

@Means('The customer consented to a purpose')
class ConsentGiven extends Consent {
  @Optional() @Instant('Ends at', '2028-11-20T16:04:05.000Z') expiresAt?: string;
}
@Means('The customer took a consent back')
class ConsentWithdrawn extends Consent {
  @Optional() @Code('Reason code', 'too-many-mails') reason?: string;
}
@Means('Asked and refused, or objected to')
class ConsentDenied extends Consent {}

export const consent = { ConsentGiven, ConsentWithdrawn, ConsentDenied };
