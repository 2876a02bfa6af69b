import { type States, rangesOf, readStates, touchedBy } from '@rapport/read-db';
import { dueAgain } from '../customers/again';
import { TableExchanged, VIEW, knownOf } from '../customers/known';
import { digestOf, stateText } from '../customers/state-record';
import { type Telling, tellingOf } from '../customers/telling';
import { type StateTopic, purposeOf } from '../topic-names';
import type { ExpectedStates } from './compare-states';
import { upToHead } from './log-facts';
import type { CompareDeps } from './opened-topic';

const PAGE = 500;
const EVERYBODY = 1_000_000;

const digestFor = (telling: Telling): string | null => ('state' in telling ? digestOf(stateText(telling.state)) : null);

/**
 * Who must be told how, by the rows as they are now, and who is changing: touched after what was published, or to be told again just
 * now, or of a consent that ended since it `began`.
 */
export const expectedNow = async (
  topic: StateTopic,
  deps: CompareDeps,
  source: string,
  began: string,
  published: string | null,
): Promise<ExpectedStates> => {
  const { config, pool } = deps;
  const purpose = purposeOf(config, topic);
  const living = new Map<string, string>();
  const moving = new Set<string>();
  for await (const { customers, states } of pages(deps, source)) {
    const now = new Date().toISOString();
    for (const known of await knownOf(deps, customers, states)) {
      const digest = digestFor(tellingOf(known, purpose, now));
      if (digest !== null) living.set(known.customer, digest);
      // A consent that expires while it is looked at.
      if (purpose !== null && digest !== digestFor(tellingOf(known, purpose, began))) moving.add(known.customer);
    }
  }
  for (const one of await dueAgain(pool, `${config.prefix}/customers`, VIEW.projection, EVERYBODY)) moving.add(one);
  await addTouched(deps, published, moving);
  return { living, moving };
};

async function* pages(
  { pool }: CompareDeps,
  source: string,
): AsyncGenerator<{ readonly customers: readonly string[]; readonly states: States }, void, undefined> {
  for (let after: string | null = null; ;) {
    const states: States = await readStates(pool, VIEW, { after, limit: PAGE });
    if (states.source !== source) throw new TableExchanged();
    const customers = [...states.rows.keys()];
    if (customers.length === 0) return;
    yield { customers, states };
    after = customers.at(-1)!;
  }
}

/** Who was touched after what was published, as far as the view goes. */
const addTouched = async (
  { pool, store }: CompareDeps,
  published: string | null,
  moving: Set<string>,
): Promise<void> => {
  const { most } = await rangesOf(pool, VIEW.projection);
  if (most === '') return;
  let before = published;
  for await (const facts of upToHead(store, published, most)) {
    for (const customer of await touchedBy(pool, facts, before)) moving.add(customer);
    before = facts.at(-1)!.position;
  }
};
