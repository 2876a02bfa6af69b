import { bookmarkTable } from '../bookmarks';

/**
 * As `append`, and moves bookmarks in the same transaction: one line each of names, epochs and places (empty: not yet, it is only
 * held against its epoch), and per call the number of its bookmark (from 1; 0 = none). A bookmark stays where it is when one of its
 * calls is refused. When somebody else has taken one, nothing at all is written, and the error names it.
 *
 * The head row is locked first, as everywhere: who holds it waits for nobody who wants it.
 */
export const appendMoving = `
${bookmarkTable('rapport_store')}

create function rapport_store.append_moving(
  in_epoch text, in_call int[], in_nth int[], in_stream text, in_id text, in_type text, in_print text, in_body text,
  in_checked int[], in_checked_stream text, in_expected int[],
  in_bookmark text, in_hold bigint[], in_place text, in_moves int[]
) returns text language plpgsql set search_path = pg_catalog
as $$
declare
  names text[] := string_to_array(in_bookmark, E'\\n');
  places text[] := string_to_array(in_place, E'\\n', '');
  answer text;
  lost record;
begin
  perform from rapport_store.head for update;
  perform from rapport_store.bookmark b where b.name = any(names) order by b.name for update;
  select h.name, h.epoch into lost from unnest(names, in_hold) as h(name, epoch)
    where not exists (select from rapport_store.bookmark b where b.name = h.name and b.epoch = h.epoch) limit 1;
  if found then
    raise exception '%', lost.name using errcode = 'RP002', detail = lost.epoch;
  end if;
  answer := rapport_store.append(in_epoch, in_call, in_nth, in_stream, in_id, in_type, in_print, in_body,
    in_checked, in_checked_stream, in_expected);
  update rapport_store.bookmark b set place = m.place, moved_at = clock_timestamp()
    from unnest(names, places) with ordinality as m(name, place, nth)
    where b.name = m.name and m.place is not null and not exists (
      select from regexp_matches(answer, E'\\n(\\\\d+) [cs] ', 'g') as r(found) where in_moves[r.found[1]::int] = m.nth);
  return answer;
end $$;`;
