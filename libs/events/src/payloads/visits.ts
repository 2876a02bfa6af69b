import { Means, Personal } from '../channel';
import { Code, Flag, Instant, Optional, Seconds, Text } from '../field';

class Visit {
  @Code('Visit, unique within the source', 'V-2026-88') visitId!: string;
  @Optional() @Code('Purpose: sales, repair, installation, consultation', 'repair') purpose?: string;
}

@Means("A visit at the customer's, or an appointment, was agreed")
class VisitScheduled extends Visit {
  @Instant('Agreed time', '2026-11-24T09:00:00.000Z') dueAt!: string;
  @Optional() @Code('Case it belongs to', '101001240735') caseId?: string;
  @Optional() @Personal('contact') @Text('Place', '5 Rosenweg, Berlin') place?: string;
}

@Means('The visit took place')
class VisitMade extends Visit {
  @Optional() @Seconds('Length', 2700) duration?: number;
  @Optional() @Code('Outcome code', 'repaired') outcome?: string;
  @Optional() @Flag('Whether the matter is solved', true) solved?: boolean;
  @Optional() @Personal('content') @Text('Report', 'Pump replaced') report?: string;
}

@Means('The visit did not take place')
class VisitMissed extends Visit {
  @Optional() @Code('Whose doing: customer, company', 'customer') by?: string;
  @Optional() @Code('Reason code', 'nobody-home') reason?: string;
}

export const visits = { VisitScheduled, VisitMade, VisitMissed };
