import type { KafkaConfig } from '@rapport/edge';
import { customerView, customerViewTable } from '@rapport/projections';
import type { CustomerView, Keyed } from '@rapport/projections';
import { type CustomerTable, type States, membership, readStates } from '@rapport/read-db';
import type pg from 'pg';
import { type Desk, type Sending, inRequests, messagesOf, recordBytesMax, sendingOf } from '../outlet';
import { asHolder } from '../tenure';
import { type StateTopic, isStateTopic, purposeOf } from '../topic-names';
import { type Again, noteAgain } from './again';
import type { FencedProducer } from './fenced-producer';
import { stateRecord } from './state-record';
import { type Known, tellingOf } from './telling';
import { type Told, forgetTold, noteTold, toldAmong } from './told';

/** The view that states are of. */
export const VIEW: CustomerTable = { projection: customerView, table: customerViewTable };

/** What states are told with. */
export interface StateParts {
  readonly pool: pg.Pool;
  readonly config: KafkaConfig;
  /** Those of the handles whose keys were destroyed. */
  readonly erased: (handles: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** The rows are in another table than before: a rebuilt one was swapped in. Everything is told anew from that one. */
export class TableExchanged extends Error {
  constructor() {
    super('another table of customers was swapped in; all are told anew');
    this.name = 'TableExchanged';
  }
}

/** What is known of customers, from their states. */
export const knownOf = async (
  { pool, erased }: Pick<StateParts, 'pool' | 'erased'>,
  customers: readonly string[],
  { rows, members }: States,
): Promise<readonly Known[]> => {
  const gone = await erased([...new Set([...members.values()].flat())]);
  const absent = customers.filter((customer) => !rows.has(customer));
  const now = await membership(pool).resolve(absent);
  return customers.map((customer) => ({
    customer,
    row: (rows.get(customer) as Keyed<CustomerView> | undefined) ?? null,
    erased: members.get(customer)!.some((handle) => gone.has(handle)),
    now: now.get(customer) ?? customer,
  }));
};

/**
 * Tells topics how customers are now: a state, or a tombstone where one may have been sent and none is due. Gives back how many
 * records that were. When it ends, all copies have them.
 * @throws Overtaken | TableExchanged
 */
export const tellCustomers = async (
  parts: StateParts,
  desk: Desk,
  producer: FencedProducer,
  source: string,
  customers: readonly string[],
): Promise<number> => {
  if (customers.length === 0) return 0;
  const states = await readStates(parts.pool, VIEW, { customers });
  if (states.source !== source) throw new TableExchanged();
  const { sendings, living, gone, again } = await worked(parts, desk, customers, states);
  if (living.length > 0) await asHolder(parts.pool, desk.tenure, (sql) => noteTold(sql, living));
  for (const request of inRequests(sendings, recordBytesMax(desk.topics)))
    await desk.asked(() => producer.send(messagesOf(desk.topics, request)));
  await asHolder(parts.pool, desk.tenure, async (sql) => {
    await forgetTold(sql, gone);
    await noteAgain(sql, desk.tenure.name, customers, again);
  });
  return sendings.length;
};

/** What there is to be sent and to be noted of customers. */
interface Work {
  readonly sendings: readonly Sending[];
  readonly living: readonly Told[];
  readonly gone: readonly Told[];
  readonly again: readonly Again[];
}

const worked = async (
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
