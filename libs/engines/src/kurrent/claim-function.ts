/**
 * Decides about a batch of appends in one statement and claims what is to be written: the row of the store is locked, so
 * claims of all processes follow each other, ids are unique over all streams, and the places within a stream are given
 * out without gap.
 *
 * Columns travel as one text each, a line per event or per append. Per event: number of its append (from 1), id, type,
 * fingerprint, body. Per append: stream, expected version (null: any), attempt (its name, chosen by the caller, so that a
 * repeated claim knows itself). Within one batch an event id occurs once, and a stream with an expectation in one append.
 *
 * Answers one row per append, or one per event where it is known: `conflict` with the event's id; `stale` with the actual
 * version, and whether claims of the stream are open; `known` with each event's place; `claimed` with the first version.
 *
 * A fingerprint is null when it was erased, or when the index was made anew from the log, which holds none: then any content
 * counts as a repeat.
 */
export const claimFunction = `
create function rapport_kurrent.claim(
  in_epoch text, in_call int[], in_id text, in_type text, in_print text, in_body text,
  in_stream text, in_expected int[], in_attempt uuid[]
) returns table (call int, verdict text, id uuid, stream text, version int, attempt uuid, at bigint, ms bigint, open boolean)
language plpgsql
set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  epoch text;
begin
  select s.epoch into strict epoch from rapport_kurrent.store s for update;
  if epoch is distinct from in_epoch then
    raise exception '%', epoch using errcode = 'RP001';
  end if;
  return query
  with asked as materialized (
    select i.ord, i.call, i.id, i.type, i.body, decode(coalesce(i.print, ''), 'hex') as print,
      sha256(convert_to(i.type || E'\\n' || i.body, 'UTF8')) as digest
    from unnest(in_call, string_to_array(in_id, E'\\n')::uuid[], string_to_array(in_type, E'\\n'),
      string_to_array(in_print, E'\\n'), string_to_array(in_body, E'\\n')) with ordinality as i(call, id, type, print, body, ord)
  ), appends as materialized (
    select c.call::int as call, c.stream, c.expected, c.attempt, coalesce((select e.version from rapport_kurrent.event e
        where e.stream = c.stream order by e.version desc limit 1), 0) as tail
    from unnest(string_to_array(in_stream, E'\\n'), in_expected, in_attempt) with ordinality as c(stream, expected, attempt, call)
  ), compared as materialized (
    select a.call, a.ord, a.id, e.stream, e.version, e.attempt, e.position,
      (extract(epoch from e.recorded_at) * 1000)::bigint as ms,
      case when e.event_id is null then null
        when e.fingerprint is null then true
        when a.print <> '' and e.fingerprint <> '' then e.fingerprint = a.print
        else e.digest = a.digest end as same
    from asked a left join lateral
      (select * from rapport_kurrent.event e where e.event_id = a.id offset 0) e on true
  ), known as materialized (
    select c.call, coalesce((array_agg(c.id order by c.ord) filter (where not c.same))[1],
        case when count(c.same) < count(*) then (array_agg(c.id order by c.ord) filter (where c.same))[1] end) as offending
    from compared c group by c.call having count(c.same) > 0
  ), fresh as materialized (
    select a.* from appends a left join known k on k.call = a.call where k.call is null
  ), written as (
    insert into rapport_kurrent.event as e (event_id, stream, version, attempt, digest, fingerprint, type, body)
    select a.id, f.stream, f.tail + row_number() over (partition by f.stream order by a.ord), f.attempt, a.digest, a.print,
      a.type, a.body
    from asked a join fresh f on f.call = a.call where f.expected is null or f.expected = f.tail
    returning e.attempt, e.version
  )
  select k.call, 'conflict', k.offending, null::text, null::int, null::uuid, null::bigint, null::bigint, null::boolean
    from known k where k.offending is not null
  union all
  select c.call, 'known', c.id, c.stream, c.version, c.attempt, c.position, c.ms, null
    from (select c.* from compared c join known k on k.call = c.call where k.offending is null order by c.ord) c
  union all
  select f.call, 'stale', null, f.stream, f.tail, null, null, null,
    exists (select from rapport_kurrent.event e where e.stream = f.stream and e.version = f.tail and e.position is null)
    from fresh f where f.expected <> f.tail
  union all
  select f.call, 'claimed', null, f.stream, min(w.version), f.attempt, null, null, null
    from written w join fresh f on f.attempt = w.attempt group by f.call, f.stream, f.attempt;
end $$;`;
