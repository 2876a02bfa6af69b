import { chanceOf } from './chance';
import { call, introduction, type Moment, purchase, reading, smallTalk } from './moments';
import { type Person, personOf } from './person';

/** A native interaction of the demo company. */
export type DemoEvent = Omit<Moment, 'at'> & { readonly id: string; readonly occurredAt: string };

export interface Story {
  readonly people: number;
  readonly seed: number;
  /** Last day of the history, exclusive: milliseconds since 1970. */
  readonly end: number;
  readonly days: number;
}

const DAY = 86_400_000;
/** Some messages come twice, and some a day or more late: real sources do that. */
const REPEATED = 0.02;
const LATE = 0.03;

const eventOf = ({ at, ...moment }: Moment, id: string): DemoEvent => ({
  ...moment,
  id,
  occurredAt: new Date(Math.round(at)).toISOString(),
});

/** Everything that one person does in the time of the story. */
const lifeOf = (person: Person, { seed, end, days }: Story): DemoEvent[] => {
  const chance = chanceOf(seed * 104_729 + person.number);
  const start = end - days * DAY;
  const moments = introduction(person, start + person.from * DAY + 9 * 3_600_000, chance);
  let serial = 0;
  const idOf = (): string => `${person.number}-${(serial += 1)}`;
  for (let day = person.from + 0.1; day < person.until; day += Math.max(1, chance.wait(person.pace))) {
    const at = start + Math.floor(day) * DAY + chance.whole(8 * 60, 19 * 60) * 60_000;
    moments.push(...purchase(person, at, chance, `o-${idOf()}`));
    if (chance.happens(0.12))
      moments.push(...call(person, at + 2 * DAY, chance, `call-${idOf()}`, chance.happens(0.3)));
    if (chance.happens(0.6)) moments.push(...smallTalk(person, at + DAY, chance, idOf()));
    if (person.device) moments.push(reading(person, at + 3 * DAY, chance));
  }
  const tag = `demo-${seed}-${new Date(end).toISOString().slice(0, 10)}`;
  return moments.filter(({ at }) => at < end).map((moment, nth) => eventOf(moment, `${tag}-${person.number}-${nth}`));
};

/**
 * The history of the whole company in the order in which its systems sent it: by time, but for those that come late, and
 * with repeats. A pure function of the story.
 */
export const historyOf = (story: Story): DemoEvent[] => {
  const chance = chanceOf(story.seed);
  const sent = Array.from({ length: story.people }, (_, number) => personOf(number, story.seed, story.days))
    .flatMap((person) => lifeOf(person, story))
    .map((event) => {
      const delay = chance.happens(LATE) ? chance.wait(2) * DAY : 0;
      return { event, arrives: Date.parse(event.occurredAt) + delay };
    });
  const repeats = sent
    .filter(() => chance.happens(REPEATED))
    .map(({ event, arrives }) => ({ event, arrives: arrives + DAY }));
  return [...sent, ...repeats].sort((a, b) => a.arrives - b.arrives).map(({ event }) => event);
};

/** One small thing that somebody of the company does now. */
export const liveMoments = (story: Story, now: number, serial: number): DemoEvent[] => {
  const chance = chanceOf(story.seed + serial * 31 + (now % 1_000_003));
  const person = personOf(chance.whole(0, story.people - 1), story.seed, story.days);
  const id = `live-${now}-${serial}`;
  const moments = chance.happens(0.5)
    ? purchase(person, now, chance, `o-${id}`)
    : chance.happens(0.4)
      ? call(person, now, chance, `call-${id}`, chance.happens(0.2))
      : smallTalk(person, now, chance, id);
  // What a call or a mail leads to lies ahead; live, only what has happened is told.
  return moments.filter(({ at }) => at <= now).map((moment, nth) => eventOf(moment, `demo-${id}-${nth}`));
};
