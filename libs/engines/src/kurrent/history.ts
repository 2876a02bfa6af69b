import { randomBytes, randomUUID } from 'node:crypto';
import { EpochMismatch } from '@rapport/event-store';
import type { Pool } from 'pg';
import type { Connection } from './connection';
import { EPOCH_TYPE } from './names';
import { recordedOf } from './records';
import { streamRequest } from './requests';

const EPOCH = /^[0-9a-f]{8}$/;

/** The epoch that the log itself names: the last event of a stream of its own. Null in a log that is new to us. */
const inLog = async (connection: Connection, timeout: number): Promise<{ epoch: string; version: number } | null> => {
  for await (const message of connection.read(streamRequest(connection.names.epochStream, 'end', 1), {
    within: timeout,
  })) {
    const event = recordedOf(message, connection.names);
    if (!event) continue;
    if (!EPOCH.test(event.body))
      throw new Error(`the stream ${connection.names.epochStream} of KurrentDB does not hold what it should`);
    return { epoch: event.body, version: event.version };
  }
  return null;
};

const inIndex = async (pool: Pool): Promise<string | null> =>
  (await pool.query<{ epoch: string | null }>('select epoch from rapport_kurrent.store')).rows[0]!.epoch;

const write = async (connection: Connection, version: number, epoch: string): Promise<void> => {
  const event = { id: randomUUID(), type: EPOCH_TYPE, body: epoch };
  await connection.append({ stream: connection.names.epochStream, version, events: [event], raw: true });
};

/**
 * Which history this is: a name that the log and its index in PostgreSQL both hold. A log and an index that disagree do not
 * belong together; an empty index belongs to any log and is made anew from it.
 * @throws EpochMismatch
 */
export const openHistory = async (pool: Pool, connection: Connection, timeout: number): Promise<string> => {
  const indexed = await inIndex(pool);
  const logged = await inLog(connection, timeout);
  if (indexed === null) {
    const epoch = logged?.epoch ?? randomBytes(4).toString('hex');
    await pool.query('update rapport_kurrent.store set epoch = $1 where epoch is null', [epoch]);
    return openHistory(pool, connection, timeout);
  }
  if (logged?.epoch === indexed) return indexed;
  if (logged !== null) throw new EpochMismatch(indexed, logged.epoch);
  // The log is new. That is right for an index that is new as well, whose maker may have died before this.
  const { rows } = await pool.query('select from rapport_kurrent.event where position is not null limit 1');
  if (rows.length > 0) throw new EpochMismatch(indexed, 'of an empty log');
  await write(connection, 1, indexed);
  return openHistory(pool, connection, timeout);
};

/**
 * Begins a new epoch, after KurrentDB was restored from a copy: positions of before are refused from then on. Forgets the
 * index, which the next opening makes anew. Nothing else may have the store open.
 */
export const beginEpoch = async (pool: Pool, connection: Connection, timeout: number): Promise<string> => {
  const logged = await inLog(connection, timeout);
  const epoch = randomBytes(4).toString('hex');
  await pool.query('with gone as (delete from rapport_kurrent.event) update rapport_kurrent.store set epoch = null');
  await write(connection, (logged?.version ?? 0) + 1, epoch);
  return openHistory(pool, connection, timeout);
};
