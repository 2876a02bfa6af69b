import { VICTIMS, type Victim } from './victims';

/** One kill: who, and when. */
export interface Kill<Who> {
  readonly victim: Who;
  /** How far the work is when it strikes, from 0 to 1, and so many milliseconds later. */
  readonly at: number;
  readonly delay: number;
}

/** How many kills there were, and how many of them hit work under way. */
export interface Struck {
  kills: number;
  hits: number;
}

/**
 * Draws kills, in runs of as many as one of `atOnce` says; a run is compared as a whole. Everybody who can be killed has their turn before
 * somebody is killed a second time.
 */
export const drawKills = <Who = Victim>(
  random: () => number,
  { kills, atOnce }: { readonly kills: number; readonly atOnce: readonly number[] },
  victims: readonly Who[] = VICTIMS as unknown as readonly Who[],
): readonly (readonly Kill<Who>[])[] => {
  let turn: Who[] = [];
  const next = (): Who => {
    if (turn.length === 0) turn = [...victims];
    return turn.splice(Math.floor(random() * turn.length), 1)[0]!;
  };
  const runs: Kill<Who>[][] = [];
  for (let left = kills; left > 0;) {
    const size = Math.min(left, atOnce[Math.floor(random() * atOnce.length)]!);
    const moments = Array.from({ length: size }, () => 0.95 * random()).sort();
    runs.push(moments.map((at) => ({ victim: next(), at, delay: 30 * random() ** 2 })));
    left -= size;
  }
  return runs;
};
