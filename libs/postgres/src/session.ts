import type { Socket } from 'node:net';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { Sql } from './sql';

/** One statement with its parameters; with a name each connection plans it once. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Runs statements one after the other, each once the one before has been answered. */
export const runAll = async (sql: Sql, statements: Iterable<Statement>): Promise<void> => {
  for (const { values = [], ...statement } of statements) await sql.query({ ...statement, values: [...values] });
};

/** One connection for a piece of work that asks and writes much: what can be sent is sent, without waiting for answers. */
export interface Session extends Sql {
  /**
   * Runs the statements in order as one transaction, all or none, and sends them in one go: one round trip however many they
   * are. They are taken from the iterable one by one, so that the server works on the first while the next is made.
   * @throws the first error of a statement; then nothing was written.
   */
  transact(statements: Iterable<Statement>, terms?: Terms): Promise<void>;
  /**
   * Runs `work` in a transaction whose beginning and end travel with what `work` asks: where it asks nothing, and `last` is all there is to
   * do, that is one round trip. `work` must wait for each of its own questions, or answer for their failures.
   * @throws what `work` throws, or the error of a statement; then nothing was written.
   */
  within(work: (sql: Sql) => Promise<void>, last: Statement): Promise<void>;
}

/** What else is true of a transaction. */
export interface Terms {
  /**
   * The commit does not wait for the disk: a crash of the server may lose it as a whole, which is for what is then done again. What is
   * committed later is never there without it.
   */
  readonly mayBeLost?: boolean;
  /** A channel that is notified by the commit. Such commits wait for each other, so they had better not wait for the disk. */
  readonly notify?: string;
}

/**
 * Runs `work` with a connection of its own. On a pool that was created with `pipeline` its queries travel together; on any
 * other pool they wait for each other, and mean the same.
 */
export const inSession = async <T>(pool: Pool, work: (session: Session) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  const asking = endable(pipelines(client) ? together(client) : oneByOne(client));
  try {
    return await work(sessionOf(asking.query, (error) => (broken ??= error)));
  } catch (error) {
    await asking.end();
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
};

/** Work that has failed in one of its parts may be asking on in others: nobody may be given their connection meanwhile, or hear of their failures. */
const endable = (query: Sql['query']): { readonly query: Sql['query']; end(): Promise<void> } => {
  let isOver = false;
  let last: Promise<unknown> | undefined;
  const ask = (...args: [unknown]): Promise<unknown> => {
    if (isOver) return Promise.reject(new Error('the work that this connection was for has failed'));
    return (last = (query as (...given: [unknown]) => Promise<unknown>)(...args));
  };
  return {
    query: ask as unknown as Sql['query'],
    end: async () => {
      isOver = true;
      // Answers come in the order of questions.
      await last?.catch(() => undefined);
    },
  };
};

const sessionOf = (query: Sql['query'], onBroken: (error: Error) => void): Session => {
  const send = query as (statement: unknown) => Promise<QueryResult>;
  return {
    query,
    transact: async (statements, terms = {}) => {
      const sent = [send(opening(terms))];
      let unmade: { readonly error: unknown } | undefined;
      try {
        for (const statement of statements) sent.push(send(statement));
      } catch (error) {
        // What cannot be put into words must not leave half of it behind.
        unmade = { error };
      }
      sent.push(send(unmade ? 'rollback' : 'commit'));
      const ends = await Promise.allSettled(sent);
      if (unmade) throw unmade.error;
      const failed = ends.find((end) => end.status === 'rejected');
      if (!failed) return;
      // A failed transaction's commit is a rollback; when even that had no answer, nobody may use the connection again.
      const last = ends.at(-1)!;
      if (last.status === 'rejected') onBroken(last.reason as Error);
      throw failed.reason;
    },
    within: async (work, last) => {
      const begun = send('begin');
      begun.catch(() => undefined);
      const failure = await work({ query }).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      const sent = failure ? [begun, send('rollback')] : [begun, send(last), send('commit')];
      const ends = await Promise.allSettled(sent);
      const end = ends.at(-1)!;
      if (end.status === 'rejected') onBroken(end.reason as Error);
      if (failure) throw failure.error;
      const failed = ends.find(({ status }) => status === 'rejected');
      if (failed) throw (failed as PromiseRejectedResult).reason;
    },
  };
};

const opening = ({ mayBeLost, notify }: Terms): string =>
  ['begin', ...(mayBeLost ? ['set local synchronous_commit = off'] : []), ...(notify ? [`notify ${notify}`] : [])].join(
    '; ',
  );

const pipelines = (client: PoolClient): boolean => (client as unknown as { pipeline?: boolean }).pipeline === true;

/** Octets from on which waiting for more would keep the server waiting. */
const WORTH_SENDING = 64 * 1024;

/**
 * What is asked in one moment goes to the socket in one piece: each piece costs a system call that wakes the server, which
 * can cost more than the statement.
 */
const together = (client: PoolClient): Sql['query'] => {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  let corked = false;
  const send = (): void => {
    corked = false;
    stream.uncork();
  };
  const query = (...args: [unknown]): unknown => {
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(send);
    }
    const answer = (client.query as (...given: [unknown]) => unknown)(...args);
    if (stream.writableLength > WORTH_SENDING) {
      stream.uncork();
      stream.cork();
    }
    return answer;
  };
  return query as unknown as Sql['query'];
};

/** A client that does not pipeline must not be given a query before it has answered the last one. */
const oneByOne = (client: PoolClient): Sql['query'] => {
  let last: Promise<unknown> = Promise.resolve();
  const query = (...args: [unknown]): Promise<QueryResult<QueryResultRow>> => {
    const next = last.then(() => (client.query as (...given: [unknown]) => Promise<QueryResult>)(...args));
    last = next.catch(() => undefined);
    return next;
  };
  return query as unknown as Sql['query'];
};
