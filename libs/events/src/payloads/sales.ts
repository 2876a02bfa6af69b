import { Means, Personal } from '../channel';
import { Code, Currency, Day, Measure, OneOf, Optional, Sum, Text } from '../field';

const STAGES = ['new', 'contacted', 'need-confirmed', 'proposal', 'tender', 'negotiation'];

class Opportunity {
  @Code('Opportunity, unique within the source', 'O-381') opportunityId!: string;
  @Optional() @Currency() currency?: string;
  @Optional() @Sum('Expected value', '51960.00') amount?: string;
  @Optional() @Code('Owner', 'a-17') owner?: string;
}
@Means('Somebody sees a chance to sell')
class OpportunityOpened extends Opportunity {
  @OneOf('Stage', STAGES) stage!: string;
  @Optional() @Measure('Probability of winning', 0.2, '0 to 1', 0, 1) probability?: number;
  @Optional() @Day('Expected to close on', '2026-12-15') expectedOn?: string;
  @Optional() @Code('Where it came from', 'spring-fair-2026') origin?: string;
  @Optional() @Personal('content') @Text('What it is about', 'Forty notebooks') title?: string;
}
@Means('A chance to sell moved to another stage')
class OpportunityStageChanged extends Opportunity {
  @OneOf('Stage from now on', STAGES, 'proposal') stage!: string;
  @Optional() @OneOf('Stage before', STAGES, 'need-confirmed') from?: string;
  @Optional() @Measure('Probability of winning', 0.5, '0 to 1', 0, 1) probability?: number;
  @Optional() @Day('Expected to close on', '2026-12-15') expectedOn?: string;
  @Optional() @Personal('content') @Text('What was done', 'Offer sent') note?: string;
}
@Means('A chance to sell became an order')
class OpportunityWon extends Opportunity {
  @Optional() @Code('Order', 'B3-5512') orderId?: string;
}
@Means('A chance to sell is gone')
class OpportunityLost extends Opportunity {
  @Optional() @Code('Reason code', 'price') reason?: string;
  @Optional() @Code('Who won it', 'Fabrikam') competitor?: string;
}

export const sales = { OpportunityOpened, OpportunityStageChanged, OpportunityWon, OpportunityLost };
