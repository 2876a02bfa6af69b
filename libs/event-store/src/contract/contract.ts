import type { EventStore } from '../event-store';
import { checks } from './checks';

/** Jest tests of the whole contract for one engine. `open` gives a fresh, empty store each time. */
export const eventStoreContract = (name: string, open: () => Promise<EventStore>): void => {
  describe(`${name} keeps the contract of the event store`, () => {
    it.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run(open));
  });
};
