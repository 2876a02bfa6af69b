/**
 * What follows a claim. `confirm` notes where claimed events came to stand and forgets their bytes; it need not survive a
 * crash, because an open claim is looked up. `withdraw` takes a claim back that the server refused, with those behind it in
 * its stream, which could not be written without it. `adopt` enters events that the log holds and the index does not know,
 * and takes back the claims on their places: a stream that has passed a place will never take that append.
 */
export const confirmFunctions = `
create function rapport_kurrent.confirm(in_id uuid[], in_position bigint[], in_ms bigint[]) returns bigint
language plpgsql set search_path = pg_catalog set enable_seqscan = off as $$
declare
  confirmed bigint;
begin
  perform set_config('synchronous_commit', 'off', true);
  update rapport_kurrent.event e
    set position = c.position, recorded_at = to_timestamp(c.ms / 1000.0), type = null, body = null
    from unnest(in_id, in_position, in_ms) as c(id, position, ms) where e.event_id = c.id and e.position is null;
  select count(*) into confirmed from unnest(in_id, in_position) as c(id, position)
    join rapport_kurrent.event e on e.event_id = c.id and e.position = c.position;
  return confirmed;
end $$;

create function rapport_kurrent.withdraw(in_attempt uuid) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  perform from rapport_kurrent.store for update;
  delete from rapport_kurrent.event e using
    (select f.stream, min(f.version) as first from rapport_kurrent.event f
      where f.attempt = in_attempt and f.position is null group by f.stream) a
    where e.stream = a.stream and e.version >= a.first and e.position is null;
end $$;

create function rapport_kurrent.adopt(
  in_stream text, in_version int[], in_id uuid[], in_digest text, in_position bigint[], in_ms bigint[]
) returns void language plpgsql set search_path = pg_catalog as $$
begin
  perform from rapport_kurrent.store for update;
  delete from rapport_kurrent.event e using (
    select distinct c.attempt from rapport_kurrent.event c
      join unnest(string_to_array(in_stream, E'\\n'), in_version, in_id) as i(stream, version, id)
        on i.stream = c.stream and i.version = c.version
      where c.position is null and c.event_id <> i.id) dead
    where e.attempt = dead.attempt and e.position is null;
  insert into rapport_kurrent.event as e (event_id, stream, version, attempt, digest, position, recorded_at)
    select i.id, i.stream, i.version, i.id, decode(i.digest, 'hex'), i.position, to_timestamp(i.ms / 1000.0)
    from unnest(string_to_array(in_stream, E'\\n'), in_version, in_id, string_to_array(in_digest, E'\\n'), in_position, in_ms)
      as i(stream, version, id, digest, position, ms)
    on conflict (event_id) do update
      set stream = excluded.stream, version = excluded.version, position = excluded.position,
        recorded_at = excluded.recorded_at, type = null, body = null
      where e.position is null;
end $$;`;
