import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { postgresEventStore } from '@rapport/engines';
import { randomOf } from './mixed-load';
import { type Child, startChild } from './tailing/child';
import { comparedWith } from './tailing/following';
import { makeTrouble, type Troubles } from './tailing/trouble';
import { type Acknowledged, faultsOfLog, lostOf, readLog, readSeen } from './tailing/witness';

const FULL = process.env['RAPPORT_FULL'] === '1';
const EVENTS = FULL ? 1_000_000 : 12_000;
const KILLS = FULL ? { writers: 100, followers: 40 } : { writers: 4, followers: 4 };
const PROCESSES = 4;
const PATIENCE_MS = FULL ? 3_600_000 : 120_000;
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** One that follows, over all its lives. */
interface Follower {
  readonly file: string;
  child: Child;
  /** The position after which it began; null: the start. */
  start: string | null;
  /** Size of its file when it was started last. */
  size: number;
  resumes: number;
}

describe('tailing while 16 writers in 4 processes write, fail and are killed', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-tailing-'));
  const children: Child[] = [];
  const stopTrouble = new AbortController();
  let database: FreshDatabase;
  let troubling: Promise<void> = Promise.resolve();
  beforeAll(async () => {
    database = await freshDatabase();
    await (await postgresEventStore(database.url)).close();
  });
  afterAll(async () => {
    stopTrouble.abort();
    await troubling.catch(() => undefined);
    await Promise.all(children.map((child) => child.kill()));
    await database?.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const start = (...args: Parameters<typeof startChild>): Child => {
    const child = startChild(...args);
    children.push(child);
    return child;
  };
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    for (const end = Date.now() + PATIENCE_MS; !isSo(); await pause(10)) {
      const failed = children.flatMap((child) => child.failure() ?? []);
      if (failed.length > 0) throw new Error(failed.join('\n'));
      if (Date.now() > end) throw new Error(`still not: ${what}`);
    }
  };

  const acknowledged: Acknowledged[] = [];
  let events = 0;
  const startWriter = (number: number, life: number): Child =>
    start('writer.mjs', [database.url, number, life, SEED], (line) => {
      const one = JSON.parse(line) as Acknowledged;
      acknowledged.push(one);
      events += one[3].length;
    });

  const followers: Follower[] = [];
  const sizeOf = ({ file }: Follower): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const run = (follower: Follower, nth: number, from: readonly string[]): Child => {
    follower.size = sizeOf(follower);
    return start('follower.mjs', [database.url, follower.file, SEED + nth + follower.resumes, ...from], (line) => {
      const [what, position] = line.split(' ') as [string, string | undefined];
      if (what === 'resumes') follower.resumes += 1;
      // Before its first event it has no checkpoint, and begins anew after a kill.
      else follower.start = position || null;
    });
  };
  const startFollower = (from: readonly string[]): void => {
    const nth = followers.length;
    const follower = { file: join(dir, `follower-${nth}`), start: null, resumes: 0 } as unknown as Follower;
    follower.child = run(follower, nth, from);
    followers.push(follower);
  };
  const lastOf = ({ file }: Follower): string => {
    if (!existsSync(file)) return '';
    return readFileSync(file, 'latin1').trimEnd().split('\n').at(-1)!.slice(9, 28);
  };

  it(
    `misses, repeats and reorders nothing of ${EVENTS} events (seed ${SEED})`,
    async () => {
      const random = randomOf(SEED);
      const troubles: Troubles = { cut: 0, cancelled: 0, rolledBack: 0 };
      const writers = Array.from({ length: PROCESSES }, (_, number) => startWriter(number, 0));
      startFollower([]);
      troubling = makeTrouble(database.pool, troubles, stopTrouble.signal);
      const begin = [
        { at: 0.25, from: (): string[] => ['head'] },
        // In the middle of what one append wrote, and of what is there already.
        { at: 0.5, from: (): string[] => [acknowledged[Math.floor(acknowledged.length / 2)]![3][0]!] },
      ];
      const strokes = KILLS.writers + KILLS.followers;
      for (let stroke = 1; stroke <= strokes; stroke += 1) {
        const at = stroke / (strokes + 1);
        await until(`${at} of the events`, () => events >= at * EVENTS);
        while (begin[0] && begin[0].at <= at) startFollower(begin.shift()!.from());
        if ((stroke * KILLS.followers) % strokes < KILLS.followers) {
          const nth = Math.floor(random() * followers.length);
          const follower = followers[nth]!;
          await until('the follower follows', () => sizeOf(follower) > follower.size);
          await follower.child.kill();
          const from = follower.start === null ? [] : [follower.start];
          follower.child = run(follower, nth, from);
        } else {
          const number = Math.floor(random() * PROCESSES);
          // Four appends are on their way in it at any moment from its first answer on.
          await until('the writer writes', () => writers[number]!.lines() > 0);
          await writers[number]!.kill();
          writers[number] = startWriter(number, stroke);
        }
      }
      await until('all events', () => events >= EVENTS);
      await until('every trouble', () => Object.values(troubles).every((times) => times > 0));
      await until('every follower has resumed', () => followers.every(({ resumes }) => resumes > 0));
      stopTrouble.abort();
      await troubling;
      await Promise.all(writers.map((writer) => writer.stop()));
      const log = await readLog(database.pool);
      const end = log.at(-1)!.slice(0, 19);
      await until('the end of the log', () => followers.every((follower) => lastOf(follower) === end));
      await Promise.all(followers.map(({ child }) => child.kill()));

      expect(children.flatMap((child) => child.failure() ?? [])).toEqual([]);
      expect(faultsOfLog(log).slice(0, 5)).toEqual([]);
      expect(lostOf(log, acknowledged).slice(0, 5)).toEqual([]);
      const compare = comparedWith(log);
      const ordinal = (position: string | null): number => Number(position?.slice(-19) ?? 0);
      const faults = followers.map((follower) => compare(readSeen(follower.file), ordinal(follower.start)));
      say(`${log.length} events, ${events} acknowledged, ${JSON.stringify({ ...troubles, ...KILLS })}`);
      for (const [nth, { start: from, resumes }] of followers.entries())
        say(`follower from ${from ?? 'the start'}: resumed ${resumes} times, ${JSON.stringify(faults[nth])}`);
      for (const one of faults) expect(one).toEqual({ missed: 0, repeated: 0, disordered: 0, foreign: 0 });
    },
    2 * PATIENCE_MS,
  );
});
