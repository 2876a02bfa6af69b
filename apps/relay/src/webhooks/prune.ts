import type { Sql } from '@rapport/postgres';

/** Arrived deliveries that are remembered of each subscription; what waits and dead letters stay until they are dealt with. */
const DELIVERED_KEPT = 10_000;

const PRUNE = `
  with s as (select id from rapport_webhook.subscription where status <> 'deleted' for no key update skip locked)
  delete from rapport_webhook.delivery d using s
  where d.subscription = s.id and d.state = 'delivered' and d.id <= (
    select id from rapport_webhook.delivery k where k.subscription = s.id and k.state = 'delivered'
    order by id desc offset ${DELIVERED_KEPT} limit 1)`;

/** Forgets arrived deliveries beyond the newest so many. */
export const prune = async (sql: Sql): Promise<void> => {
  await sql.query(PRUNE);
  await sql.query(`delete from rapport_webhook.redrive where done_at < now() - interval '30 days'`);
};
