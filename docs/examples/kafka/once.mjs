/** Where a partition goes on. Changes no row where it is there already: the record was taken. */
export const NEXT = `
  insert into reached as r (topic, partition, next) values ($1, $2, $3)
  on conflict (topic, partition) do update set next = excluded.next where r.next < excluded.next`;

/** Writes no row where the event was taken. */
export const TAKE = 'insert into taken (source, id) values ($1, $2) on conflict do nothing';

/** The effect. */
export const SOLD = `
  insert into sold as s (currency, orders, amount) values ($1, 1, $2)
  on conflict (currency) do update set orders = s.orders + 1, amount = s.amount + excluded.amount`;

/** The data of an event; one that was too large for the topic is asked of the API. */
export const eventOf = async (headers, value) => {
  if (headers.claimcheck === undefined) return JSON.parse(String(value));
  const { RAPPORT_URL, RAPPORT_KEY } = process.env;
  const answer = await fetch(RAPPORT_URL + headers.claimcheck, { headers: { authorization: `Bearer ${RAPPORT_KEY}` } });
  if (!answer.ok) throw new Error(`${answer.status} for ${headers.claimcheck}`);
  return (await answer.json()).events[0].data;
};
