import type { Fact } from '@rapport/events';
import type { Feed } from './feed';
import { type Lane, type LaneProgress, runLane } from './lane';
import { ALL_SLICES } from './slices';

const factsTo = (count: number): readonly Fact[] =>
  Array.from(
    { length: count },
    (_, n) => ({ eventId: `e${n}`, position: `a-${1_000 + n}`, recordedAt: 'now' }) as Fact,
  );

/** Runs a lane over one batch that waits for somebody; says in which order things happened. */
const run = async (facts: readonly Fact[], beginsEarly: boolean, upTo = facts.length): Promise<readonly string[]> => {
  const happened: string[] = [];
  const stop = new AbortController();
  let given = false;
  const next = (): Promise<readonly Fact[]> =>
    new Promise((resolve, reject) => {
      if (!given) resolve(facts);
      given = true;
      stop.signal.addEventListener('abort', () => reject(new Error('stopped')));
    });
  const lane: Lane = {
    ...{ projections: [{ name: 'view', version: 1 }], range: ALL_SLICES, from: { position: '', eventId: null } },
    take: async (ready, _from, _lease, settled) => {
      happened.push(`read ${ready.length}`);
      await settled?.();
      happened.push(`write ${ready.length}`);
      const { position, eventId } = ready.at(-1)!;
      if (eventId === facts.at(-1)!.eventId) stop.abort();
      return { position, eventId };
    },
    until: async (wanted) => {
      happened.push(`until ${wanted}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      happened.push('there');
      return wanted > facts[upTo - 1]!.position ? wanted : facts[upTo - 1]!.position;
    },
    beginsEarly: () => beginsEarly,
  };
  const progress: LaneProgress = { lane, at: lane.from, waitingSince: null };
  const feed = { reader: () => ({ next }) } as unknown as Feed;
  const lease = { name: 'views', owner: 'me', epoch: '1' };
  await runLane(progress, { store: { find: async () => [] }, feed, lease, signal: stop.signal });
  return happened;
};

it('reads while it waits for who must go first, and writes nothing before they have', async () =>
  expect(await run(factsTo(3), true)).toEqual(['read 3', 'until a-1002', 'there', 'write 3']));

it('waits before it reads where they change what the facts come to', async () =>
  expect(await run(factsTo(3), false)).toEqual(['until a-1000', 'there', 'read 3', 'write 3']));

it('takes what is ready of a large batch first', async () =>
  expect(await run(factsTo(500), true, 200)).toEqual([
    ...['until a-1000', 'there', 'read 200', 'write 200'],
    ...['read 300', 'until a-1499', 'there', 'write 300'],
  ]));
