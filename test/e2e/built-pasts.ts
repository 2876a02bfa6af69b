import type { Client } from './client';
import type { Installation } from './installation';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until an answer is as it should be. */
export const until = async (client: Client, path: string, is: (body: any) => boolean): Promise<any> => {
  for (const end = Date.now() + 60_000; ;) {
    const { body } = await client.get(path);
    if (is(body)) return body;
    if (Date.now() > end) throw new Error(JSON.stringify(body));
    await pause(50);
  }
};

/** Has a projection built as of moments, and waits for it. */
export const built = async (client: Client, projection: string, moments: object): Promise<any> => {
  const { status, headers, body } = await client.post('/v1/pasts', { projection, ...moments });
  expect([projection, status, headers.get('location')]).toEqual([projection, 202, `/v1/pasts/${body.id}`]);
  return until(client, `/v1/pasts/${body.id}`, ({ state }) => !['requested', 'running'].includes(state));
};

/** Gives one up. */
export const drop = async (client: Client, id: string): Promise<any> =>
  (await client.send('DELETE', `/v1/pasts/${id}`, null)).body;

/** A moment at which nothing happens: before and after it the store's clock shows another millisecond. */
export const momentOf = async ({ pool }: Installation): Promise<string> => {
  await pause(3);
  const { rows } = await pool.query<{ at: Date }>('select clock_timestamp() as at');
  await pause(3);
  return rows[0]!.at.toISOString();
};

/** Status and kind of a refusal. */
export const refusalOf = async (client: Client, path: string): Promise<[number, string]> => {
  const { status, body } = await client.get(path);
  return [status, String(body.type).replace('urn:rapport:problem:', '')];
};
