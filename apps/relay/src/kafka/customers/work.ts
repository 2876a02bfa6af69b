import type { States } from '@rapport/read-db';
import { type Desk, type Sending, recordBytesMax, sendingOf } from '../outlet';
import { type StateTopic, isStateTopic, purposeOf } from '../topic-names';
import type { Again } from './again';
import { type StateParts, knownOf } from './known';
import { stateRecord } from './state-record';
import { tellingOf } from './telling';
import { type Told, toldAmong } from './told';

/** What there is to be sent and to be noted of customers. */
export interface Work {
  readonly sendings: readonly Sending[];
  readonly living: readonly Told[];
  readonly gone: readonly Told[];
  readonly again: readonly Again[];
}

/** Works out what topics are told of customers as they are. */
export const worked = async (
  parts: StateParts,
  { topics }: Desk,
  customers: readonly string[],
  states: States,
): Promise<Work> => {
  const all = await knownOf(parts, customers, states);
  const named = [...topics].filter((one): one is [StateTopic, (typeof one)[1]] => isStateTopic(one[0]));
  const every = named.flatMap(([, { name }]) => customers.map((customer) => ({ topic: name, customer })));
  const told = await toldAmong(parts.pool, every);
  const bytesMax = recordBytesMax(topics);
  const at = new Date().toISOString();
  const sendings: Sending[] = [];
  const [living, gone]: [Told[], Told[]] = [[], []];
  const again = new Map<string, string | null>();
  for (const known of all) {
    const { customer, now } = known;
    if (states.parked.has(customer)) again.set(customer, null);
    for (const [topic, { name }] of named) {
      const telling = tellingOf(known, purposeOf(parts.config, topic), at);
      const one = { topic: name, customer };
      if (!('state' in telling) && !told.has(one)) continue;
      if (!('state' in telling)) gone.push(one);
      else if (!told.has(one)) living.push(one);
      const { until } = telling;
      if (until !== null && again.get(customer) !== null && until < (again.get(customer) ?? '~'))
        again.set(customer, until);
      const record = stateRecord(customer, telling, states.positionOf(customer), now, bytesMax);
      sendings.push(sendingOf(topic, record));
    }
  }
  return { sendings, living, gone, again: [...again].map(([customer, when]) => ({ customer, at: when })) };
};
