import { channel } from '../channel';
import { Code, Measure, Optional, Seconds } from '../field';
import { orders } from '../payloads/orders';

/** The customer was in a store, whether or not anything was bought. */
class StoreVisited {
  @Code('Store', 'berlin-3') store!: string;
  @Optional() @Seconds('Length of the visit', 1260) duration?: number;
  @Optional() @Code('How it is known: check-in, beacon, till, appointment', 'check-in') seenBy?: string;
  @Optional() @Code('Department visited', 'computers') department?: string;
  @Optional() @Measure('People who came along', 1, 'person', 0, 100) companions?: number;
}

export const store = channel('store', { ...orders, StoreVisited });
