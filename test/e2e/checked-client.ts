import { checkAnswers } from './answer-shapes';
import { clientOf, type Client } from './client';

/** A client of a process of its own: its answers are held against the document that it gives out. */
export const checkedClient = async (url: string, key: string): Promise<Client> =>
  clientOf(url, key, checkAnswers((await clientOf(url, key).get('/openapi.json')).body));
