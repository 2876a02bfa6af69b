import { channel, Means } from '../channel';
import { Code, Measure, Optional, Seconds } from '../field';
import { contracts } from '../payloads/contracts';
import { everywhere } from '../payloads/everywhere';
import { interest } from '../payloads/interest';
import { orders } from '../payloads/orders';
import { automation, wrapUp } from '../payloads/service';
import { visits } from '../payloads/visits';

@Means('The customer was in a store, whether or not anything was bought')
class StoreVisited {
  @Code('Store', 'berlin-3') store!: string;
  @Optional() @Seconds('Length of the visit', 1260) duration?: number;
  @Optional() @Code('How it is known: check-in, beacon, till, appointment', 'check-in') seenBy?: string;
  @Optional() @Code('Department visited', 'computers') department?: string;
  @Optional() @Measure('People who came along', 1, 'person', 0, 100) companions?: number;
}

export const store = channel('store', {
  ...everywhere,
  ...orders,
  ...interest,
  ...contracts,
  ...automation,
  ...wrapUp,
  ...visits,
  StoreVisited,
});
