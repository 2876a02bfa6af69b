import { ADMIN_KEY } from './product';

/** One request with the admin key; the answer's JSON. @throws Error on any status but 2xx, and when nothing answers */
export const speak = async (url: string, method: string, route: string, body?: unknown): Promise<any> => {
  const response = await fetch(url + route, {
    method,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
};
