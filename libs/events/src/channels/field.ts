import { channel, Means } from '../channel';
import { Code, Optional } from '../field';
import { contracts } from '../payloads/contracts';
import { everywhere } from '../payloads/everywhere';
import { interest } from '../payloads/interest';
import { orders } from '../payloads/orders';
import { wrapUp } from '../payloads/service';
import { visits } from '../payloads/visits';

@Means('The customer came to something that we held: fair, lecture, club evening')
class EventAttended {
  @Code('Event', 'spring-fair-2026') event!: string;
  @Optional() @Code('Kind: fair, lecture, webinar, club', 'fair') kind?: string;
  @Optional() @Code('Role: guest, speaker', 'guest') role?: string;
}

export const field = channel('field', {
  ...everywhere,
  ...orders,
  ...interest,
  ...contracts,
  ...wrapUp,
  ...visits,
  EventAttended,
});
