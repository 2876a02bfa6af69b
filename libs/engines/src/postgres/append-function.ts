/**
 * Appends a whole batch in one statement, so that the lock on the head row is never held across a network round trip and
 * a process that freezes cannot stop the others.
 *
 * Columns travel as one text each, a line per event (bodies are one line by contract): PostgreSQL splits them faster than it
 * reads arrays or JSON, and picks from its own arrays faster than it joins tables of lines. Per event: call number (from 1), how many events of its stream the batch holds up to it. Per append
 * with an expectation: call number, stream, expected version; the lane sees to it that such a stream occurs in no other
 * append of the batch, and every event id only once.
 *
 * Answers in lines: `<position before> <recorded at, ms>`, the versions by event (empty where nothing was written), then one
 * line per call that wrote nothing: `<call> c <event id>`, `<call> s <actual>`, `<call> d <position:version:ms,...>`.
 *
 * The settings keep every look-up an index look-up, whatever the planner believes about a table that was empty when the
 * plan was made.
 */
export const appendFunction = `
create function rapport_store.append(
  in_epoch text, in_call int[], in_nth int[], in_stream text, in_id text, in_type text, in_print text, in_body text,
  in_checked int[], in_checked_stream text, in_expected int[]
) returns text language plpgsql
set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  h rapport_store.head;
  now_ms timestamptz;
  calls int := in_call[cardinality(in_call)];
  alive boolean[];
  refused text;
  stale text;
  places bigint[];
  versions int[];
  written int;
  ids uuid[] := string_to_array(in_id, E'\\n');
  streams text[] := string_to_array(in_stream, E'\\n');
  types text[] := string_to_array(in_type, E'\\n');
  prints text[] := string_to_array(in_print, E'\\n');
  bodies text[] := string_to_array(in_body, E'\\n');
begin
  select * into strict h from rapport_store.head for update;
  if h.epoch <> in_epoch then
    raise exception '%', h.epoch using errcode = 'RP001';
  end if;
  now_ms := greatest(h.recorded_at, date_trunc('milliseconds', clock_timestamp()));

  if (select count((select e.position from rapport_store.events e where e.event_id = i.id)) from unnest(ids) as i(id)) > 0 then
    select array_agg(k.call), string_agg(k.call || ' ' || k.outcome, E'\\n') into places, refused
      from rapport_store.known(in_call, ids, types, prints, bodies) k;
    alive := array_fill(true, array[calls]);
    for n in 1 .. cardinality(places) loop
      alive[places[n]] := false;
    end loop;
  end if;

  if in_checked is not null then
    select array_agg(s.call), string_agg(s.call || ' s ' || s.actual, E'\\n') into places, stale
      from (select c.call, c.expected, coalesce((select e.version from rapport_store.events e
                where e.stream = c.stream order by e.version desc limit 1), 0) as actual
              from unnest(in_checked, string_to_array(in_checked_stream, E'\\n'), in_expected) as c(call, stream, expected)) s
      where s.actual <> s.expected and (alive is null or alive[s.call]);
    if stale is not null then
      alive := coalesce(alive, array_fill(true, array[calls]));
      for n in 1 .. cardinality(places) loop
        alive[places[n]] := false;
      end loop;
    end if;
  end if;

  if alive is null then
    select array_agg(h.position + i.ord order by i.ord), array_agg(i.tail + i.nth order by i.ord) into places, versions
      from (select l.ord, l.nth, coalesce((select e.version from rapport_store.events e
                where e.stream = l.stream order by e.version desc limit 1), 0) as tail
              from unnest(streams, in_nth) with ordinality as l(stream, nth, ord)) i;
  else
    select array_agg(case when i.lives then h.position + i.nth_alive end order by i.ord),
        array_agg(case when i.lives then i.tail + i.nth_of_stream end order by i.ord) into places, versions
      from (select l.ord, alive[l.call] as lives,
              count(*) filter (where alive[l.call]) over (order by l.ord) as nth_alive,
              count(*) filter (where alive[l.call]) over (partition by l.stream order by l.ord) as nth_of_stream,
              coalesce((select e.version from rapport_store.events e
                where e.stream = l.stream order by e.version desc limit 1), 0) as tail
              from unnest(streams, in_call) with ordinality as l(stream, call, ord)) i;
  end if;

  insert into rapport_store.events (position, stream, version, event_id, recorded_at, type, body, fingerprint)
    select places[n], streams[n], versions[n], ids[n], now_ms, types[n], bodies[n], decode(coalesce(prints[n], ''), 'hex')
    from generate_series(1, cardinality(ids)) n where places[n] is not null;
  get diagnostics written = row_count;
  if written > 0 then
    update rapport_store.head set position = h.position + written, recorded_at = now_ms,
      event_id = (select e.event_id from rapport_store.events e where e.position = h.position + written);
  end if;
  return concat_ws(E'\\n', h.position || ' ' || (extract(epoch from now_ms) * 1000)::bigint,
    array_to_string(versions, ',', ''), refused, stale);
end $$;

create function rapport_store.known(calls int[], ids uuid[], types text[], prints text[], bodies text[])
returns table (call int, outcome text) language sql
set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off
as $$
  with asked as materialized (
    select i.ord, i.call, i.id, i.type, i.body, decode(coalesce(i.print, ''), 'hex') as print,
      (select e.position from rapport_store.events e where e.event_id = i.id) as position
    from unnest(calls, ids, types, prints, bodies) with ordinality as i(call, id, type, print, body, ord)
  ), compared as (
    select a.call, a.ord, a.id, e.position, e.version, (extract(epoch from e.recorded_at) * 1000)::bigint as ms,
      case when e.position is null then null
        when e.fingerprint is null then true
        when e.fingerprint <> '' and a.print <> '' then e.fingerprint = a.print
        else e.type = a.type and e.body = a.body end as same
    from asked a left join lateral
      (select * from rapport_store.events e where e.position = a.position offset 0) e on true
  )
  select c.call, case
    when bool_or(not c.same) then 'c ' || (array_agg(c.id order by c.ord) filter (where not c.same))[1]
    when count(c.same) < count(*) then 'c ' || (array_agg(c.id order by c.ord) filter (where c.same))[1]
    else 'd ' || string_agg(c.position || ':' || c.version || ':' || c.ms, ',' order by c.ord) end
  from compared c group by c.call having count(c.same) > 0
$$;`;
