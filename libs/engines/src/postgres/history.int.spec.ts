import { EpochMismatch, type EventStore, position, epochOf } from '@rapport/event-store';
import { type FreshDatabase, aNewEvent, anAppend, freshDatabase } from '@rapport/testing';
import { postgresEventStore } from '../index';

describe('the history in PostgreSQL', () => {
  let database: FreshDatabase;
  let store: EventStore;
  beforeEach(async () => {
    database = await freshDatabase();
    store = await postgresEventStore(database.pool);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });
  const sql = (text: string): Promise<{ rows: Record<string, unknown>[] }> => database.pool.query(text);

  it('refuses to be changed, by anyone, in any way', async () => {
    await store.append([anAppend('customer-1', [aNewEvent({ fingerprint: 'ab' })])]);
    for (const change of [
      "update rapport_store.events set body = '{}'",
      "update rapport_store.events set fingerprint = '\\x00'",
      'update rapport_store.events set fingerprint = null, version = 2',
      'delete from rapport_store.events',
      'truncate rapport_store.events',
      'delete from rapport_store.head',
      'update rapport_store.head set position = 0',
      "update rapport_store.head set epoch = '00000000'",
      'set session_replication_role = replica; delete from rapport_store.events',
    ])
      await expect(sql(change)).rejects.toThrow('append-only');
    expect((await sql('select count(*)::int as n from rapport_store.events')).rows).toEqual([{ n: 1 }]);
  });

  it('lets a fingerprint be forgotten; a repeat of that event is then still a duplicate', async () => {
    const event = aNewEvent({ fingerprint: 'ab' });
    const [first] = await store.append([anAppend('customer-1', [event])]);
    await sql('update rapport_store.events set fingerprint = null');
    const [again] = await store.append([anAppend('customer-1', [{ ...event, body: '{"resealed":1}' }])]);
    expect(again).toEqual({ ...first, status: 'duplicate' });
  });

  it('counts exactly beyond 2^53', async () => {
    await sql('update rapport_store.head set position = 9007199254740992');
    const events = [aNewEvent(), aNewEvent(), aNewEvent()];
    const [outcome] = await store.append([anAppend('customer-1', events)]);
    const ordinals = 'placed' in outcome! ? outcome.placed.map((place) => place.position.slice(-17)) : [];
    expect(ordinals).toEqual(['09007199254740993', '09007199254740994', '09007199254740995']);
    const after = 'placed' in outcome! ? outcome.placed[0]!.position : null;
    for await (const batch of store.follow(after, new AbortController().signal)) {
      expect(batch.map((event) => event.id)).toEqual([events[1]!.id, events[2]!.id]);
      break;
    }
  });

  it('never lets recordedAt fall when the clock of the server does', async () => {
    await sql("update rapport_store.head set recorded_at = '2100-01-01T00:00:00.123Z'");
    await store.append([anAppend('customer-1')]);
    expect((await store.head()).recordedAt).toBe('2100-01-01T00:00:00.123Z');
  });

  it('stops writing and following when another history has come in its place', async () => {
    await store.append([anAppend('customer-1')]);
    const { position: old } = await store.head();
    await sql('alter table rapport_store.head disable trigger only_rise');
    const other = epochOf(old).startsWith('0') ? '1aaaaaaa' : '0aaaaaaa';
    await sql(`update rapport_store.head set epoch = '${other}'`);
    await expect(store.append([anAppend('customer-1')])).rejects.toBeInstanceOf(EpochMismatch);
    await expect(store.follow(old, new AbortController().signal)[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(
      EpochMismatch,
    );
    const reopened = await postgresEventStore(database.pool);
    expect((await reopened.head()).position).toBe(position(other, 1));
    await reopened.close();
  });

  it('isolates what only the server can refuse, and writes the rest', async () => {
    await sql("alter table rapport_store.events add constraint no_teapots check (type <> 'Teapot')");
    const good = Array.from({ length: 9 }, (_, i) => store.append([anAppend(`customer-${i}`)]));
    const bad = store.append([anAppend('customer-t', [aNewEvent({ type: 'Teapot' })])]);
    const more = store.append([anAppend('customer-1')]);
    await expect(bad).rejects.toThrow('no_teapots');
    for (const outcome of (await Promise.all([...good, more])).flat()) expect(outcome.status).toBe('appended');
    expect(
      (await sql('select position::int, count(*) over ()::int as n from rapport_store.events order by 1 desc limit 1'))
        .rows,
    ).toEqual([{ position: 10, n: 10 }]);
  });

  it('writes a large mixed call of news, repeats, conflicts and stale ones right', async () => {
    const known = Array.from({ length: 40 }, () => aNewEvent());
    await store.append(known.map((event, i) => anAppend(`customer-${i % 7}`, [event])));
    const call = Array.from({ length: 400 }, (_, i) => {
      const stream = `customer-${i % 7}`;
      if (i % 10 === 3) return { append: anAppend(stream, [known[i % 40]!]), expect: 'duplicate' };
      if (i % 10 === 5)
        return { append: anAppend(stream, [{ ...known[i % 40]!, body: '{"changed":1}' }]), expect: 'conflict' };
      if (i % 10 === 7) return { append: { ...anAppend(`decision-${i}`), expected: 3 }, expect: 'stale' };
      return { append: anAppend(stream, [aNewEvent(), aNewEvent()]), expect: 'appended' };
    });
    const outcomes = await store.append(call.map(({ append }) => append));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(call.map(({ expect: status }) => status));
    const { rows } =
      await sql(`select bool_and(version = nth) as dense, max(position)::int as head, count(*)::int as n from
      (select version, position, row_number() over (partition by stream order by position) as nth from rapport_store.events) e`);
    expect(rows).toEqual([{ dense: true, head: 40 + 280 * 2, n: 40 + 280 * 2 }]);
  });
});
