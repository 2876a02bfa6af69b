import { invalid } from '@rapport/edge';
import { type EventStore, isPosition } from '@rapport/event-store';
import { logPage } from '../log-page';
import { asProblem } from '../other-history';

/** A place in the log: `now` (the end at this moment), `beginning`, or a position of this history. @throws Problem 400, 409 */
export const placeIn = async (
  store: Pick<EventStore, 'head' | 'follow'>,
  text: string,
  name = 'after',
): Promise<string> => {
  const { position: head } = await store.head();
  if (text === 'now') return head;
  if (text === 'beginning') return `${head.slice(0, -19)}${'0'.repeat(19)}`;
  if (!isPosition(text)) throw invalid(`${name} must be a position, beginning or now`);
  await logPage(store, text, 1).catch((error: unknown) => {
    throw asProblem(error);
  });
  return text;
};
